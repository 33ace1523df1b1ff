use super::*;

#[test]
fn every_single_changed_bit_is_found() {
    let packed = pack(b"Der Bescheid wird aufgehoben. ".repeat(40));
    assert!(packed.deflated && packed.bytes.len() < 200);
    let sealed = seal_inline(Kind::Result, b"key", &packed);
    let Ok(Content::Inline(parcel)) = open(Kind::Result, b"key", &sealed) else { panic!() };
    assert_eq!(parcel.unpack().unwrap(), b"Der Bescheid wird aufgehoben. ".repeat(40));
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(open(Kind::Result, b"key", &changed), Err(Broken::Damaged), "bit {bit}");
    }
    for len in 0..sealed.len() {
        assert_eq!(open(Kind::Result, b"key", &sealed[..len]), Err(Broken::Damaged), "length {len}");
    }
    assert_eq!(open(Kind::Result, b"kex", &sealed), Err(Broken::Damaged));
    assert_eq!(open(Kind::Batch, b"key", &sealed), Err(Broken::Damaged));
}

#[test]
fn a_newer_envelope_is_refused_as_newer() {
    let mut sealed = seal_inline(Kind::Batch, b"key", &pack(b"{}".to_vec()));
    sealed[2] = VERSION + 1;
    let checksum = checksum(&sealed[..FIELDS], b"key", b"{}");
    sealed[FIELDS..HEADER].copy_from_slice(&checksum);
    assert_eq!(open(Kind::Batch, b"key", &sealed), Err(Broken::Newer(VERSION + 1)));
}

#[test]
fn a_value_longer_than_it_says_is_not_unpacked() {
    let packed = pack(vec![b'a'; 1 << 20]);
    assert_eq!(Parcel { bytes: &packed.bytes, deflated: true, plain_len: 1000 }.unpack(), None);
    assert_eq!(Parcel { bytes: &packed.bytes, deflated: true, plain_len: 2 << 20 }.unpack(), None);
}
