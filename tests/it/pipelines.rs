//! The cases that pipelines bring along, run with the built-in model.

use crate::bench::{Bench, root};

#[derive(serde::Deserialize)]
struct Pipeline {
    test: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    sample: String,
    expect_contains: Vec<String>,
}

#[test]
fn every_case_of_every_pipeline_holds() {
    let bench = Bench::new();
    let mut cases = 0;
    for entry in std::fs::read_dir(root().join("pipelines")).unwrap() {
        let path = entry.unwrap().path();
        let pipeline: Pipeline = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for case in pipeline.test {
            let sample = root().join("samples").join(&case.sample);
            let arguments = [
                "summarise".as_ref(),
                "--format=json".as_ref(),
                "--pipeline".as_ref(),
                path.as_os_str(),
                sample.as_os_str(),
            ];
            let ended = bench.run(arguments).expect(0);
            let summary: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
            let said = crate::samples::said(&summary);
            for text in &case.expect_contains {
                assert!(said.contains(text), "{}: '{text}' is missing in\n{said}", case.sample);
                cases += 1;
            }
        }
    }
    assert!(cases > 0, "pipelines bring cases of their own");
}
