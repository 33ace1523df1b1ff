use super::*;

#[test]
fn words_are_runs_of_letters_and_digits() {
    assert_eq!(words("§ 5 Abs. 2: Größe_1!").collect::<Vec<_>>(), ["5", "Abs", "2", "Größe_1"]);
    assert_eq!(words(" – ").count(), 0);
}

#[test]
fn words_that_carry_no_subject_are_known() {
    assert!(is_stop_word("über") && is_stop_word("nicht") && !is_stop_word("bescheid"));
}

#[test]
fn stems_fold_case_and_ending() {
    assert_eq!(stem("Bescheide"), stem("bescheids"));
    assert_ne!(stem("Bescheid"), stem("Kläger"));
}
