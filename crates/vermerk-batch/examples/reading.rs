//! Reads all files of a folder so many times, with two threads in this process or with two sandboxed children, and prints
//! the seconds it took: reading here|children VERMERK FOLDER COPIES. tests/bench/reading holds one against the other.
#![expect(clippy::unwrap_used, reason = "a measurement that can't go on ends")]
#![expect(clippy::print_stdout, reason = "it prints what it measured")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use vermerk_batch::{Cores, Reader, ReaderOptions};
use vermerk_document::MediaType;
use vermerk_extract::Limits;

const THREADS: usize = 2;

type File = Arc<(MediaType, Vec<u8>)>;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [place, program, folder, copies] = arguments.as_slice() else {
        println!("usage: reading here|children VERMERK FOLDER COPIES");
        return;
    };
    let copies: usize = copies.parse().unwrap();
    let mut files: Vec<File> = Vec::new();
    for submission in vermerk_batch::list(folder.as_ref(), &[]).unwrap().submissions {
        let bytes = fs_err::read(&submission.path).unwrap();
        if let Some(media_type) = MediaType::detect(&submission.name, &bytes) {
            files.push(Arc::new((media_type, bytes)));
        }
    }
    let files: Vec<File> = std::iter::repeat_n(files, copies).flatten().collect();
    let cores = Cores::new(THREADS).unwrap();
    let reader = Reader::new(
        ReaderOptions {
            command: vec![program.into(), "worker".into(), "--memory".into(), (2_u64 << 30).to_string().into()],
            workers: THREADS,
            time: Duration::from_mins(2),
            cpu_time: Duration::from_mins(2),
            answer_bytes: 1 << 30,
            limits: Limits::default(),
            recognition: None,
        },
        cores.clone(),
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reader = (place == "children").then_some(&reader);
    let began = Instant::now();
    runtime.block_on(read_all(&files, &cores, reader));
    println!("{:.3}", began.elapsed().as_secs_f64());
}

async fn read_all(files: &[File], cores: &Cores, reader: Option<&Reader>) {
    let mut tasks = JoinSet::new();
    for file in files {
        // As many documents under way as in a run on two threads.
        if tasks.len() >= THREADS * 4 {
            tasks.join_next().await;
        }
        let (file, cores, reader) = (file.clone(), cores.clone(), reader.cloned());
        tasks.spawn(async move {
            match reader {
                Some(reader) => drop(reader.read(file.1.clone(), file.0).await.unwrap()),
                None => {
                    drop(cores.run(move || vermerk_extract::read(&file.1, file.0, &Limits::default())).await.unwrap());
                }
            }
        });
    }
    while tasks.join_next().await.is_some() {}
}
