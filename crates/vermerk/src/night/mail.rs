use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use super::Account;
use crate::command_error::CommandError;
use crate::exit::Exit;
use crate::print;
use crate::settings::NightTable;

/// Writes the summary of the night as a mail message (RFC 5322) to a file, and hands it to the local `sendmail` if one is
/// configured. No socket is opened here, and the message names offices and counts, never documents.
pub(crate) fn write(table: &NightTable, account: &Account, exit: Exit) -> Result<(), CommandError> {
    let message = message(table, account, exit);
    if !table.mail_file.as_os_str().is_empty() {
        print::file(&table.mail_file, message.as_bytes())?;
    }
    if table.sendmail.as_os_str().is_empty() {
        return Ok(());
    }
    // That the message can't be sent is no reason to lose the night's exit code.
    let sent = Command::new(&table.sendmail)
        .args(["-i", "-t"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .and_then(|mut child| {
            child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(message.as_bytes()))?;
            child.wait()
        });
    match sent {
        Ok(status) if status.success() => {}
        Ok(status) => print::message(&format!("sendmail refused the message ({status})")),
        Err(error) => print::message(&format!("sendmail could not be run: {}", error.kind())),
    }
    Ok(())
}

fn message(table: &NightTable, account: &Account, exit: Exit) -> String {
    let total = account.total();
    let (code, state) = (exit as u8, if account.complete { "beendet" } else { "abgebrochen" });
    let mut text = String::new();
    let mut line = |text_line: &str| {
        let _infallible = writeln!(text, "{text_line}\r");
    };
    if !table.mail_from.is_empty() {
        line(&format!("From: {}", table.mail_from));
    }
    if !table.mail_to.is_empty() {
        line(&format!("To: {}", table.mail_to));
    }
    // A header is ASCII.
    line(&format!("Subject: Vermerk: Nachtlauf {state}, {} zu pruefen, Code {code}", total.need_a_person));
    line("Auto-Submitted: auto-generated");
    line("MIME-Version: 1.0");
    line("Content-Type: text/plain; charset=utf-8");
    line("Content-Transfer-Encoding: 8bit");
    line("");
    line(&format!("Der Nachtlauf ist {state} (Code {code}: {})", meaning(exit)));
    line("");
    for (office, counts) in &account.offices {
        line(&format!(
            "{office}: {} Einreichungen, davon {} abgewiesen; Dokumente: {} zusammengefasst, {} abgewiesen, {} fehlgeschlagen; \
             {} zu prüfen",
            counts.submissions, counts.refused, counts.summarised, counts.rejected, counts.failed, counts.need_a_person
        ));
    }
    line(&format!("Für die nächste Nacht warten {} Einreichungen.", account.waiting));
    text
}

fn meaning(exit: Exit) -> &'static str {
    match exit {
        Exit::Done => "alles erledigt",
        Exit::NeedsPerson => "erledigt, einzelne Dokumente brauchen einen Menschen",
        Exit::Limit => "an der Grenze von Zeit oder Geld angehalten, der Rest folgt in der nächsten Nacht",
        Exit::ModelUnreachable => "das Sprachmodell war nicht erreichbar",
        Exit::Refused => "die Leitlinie hat Dokumente vom Sprachmodell ferngehalten",
        Exit::NoInput => "ein Eingang war nicht erreichbar",
        Exit::CannotWrite => "ein Ausgang war nicht beschreibbar",
        Exit::Locked => "ein anderer Lauf war noch tätig",
        Exit::Interrupted | Exit::Terminated => "angehalten, der nächste Lauf setzt fort",
        Exit::Usage | Exit::Config => "Aufruf oder Einstellungen sind falsch",
        Exit::Data => "der Speicher ist beschädigt",
        Exit::Internal | Exit::BelowFloor => "Programmfehler",
    }
}
