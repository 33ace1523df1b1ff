from odf import Doc

d = Doc("Widerspruch", font="Liberation Serif", size=12)
d.p("Henning Uphoff[[br]]Gartenweg 5[[br]]90123 Birkenrode")
d.p("Gemeinde Birkenrode[[br]]Ordnungsamt[[br]]Marktplatz 1[[br]]90123 Birkenrode")
d.p("Birkenrode, den 18. Mai 2026")
d.p("Widerspruch gegen den Bescheid vom 27. April 2026, Aktenzeichen OA-32-115/26", "Subj")
d.p("Sehr geehrte Damen und Herren,")
d.p("""gegen den oben genannten Bescheid, mit dem Sie mir die Haltung von vier Ziegen auf meinem Grundstück untersagt haben, lege ich hiermit fristgerecht Widerspruch ein.

Die Tiere werden seit dem Jahr 2018 ohne Beanstandung gehalten. Der Stall steht 22 Meter von der Grenze entfernt. Eine Beschwerde der Nachbarn ist mir bis zum Zugang Ihres Bescheids am 30. April 2026 nicht bekannt geworden.
Angehört worden bin ich vor der Entscheidung nicht.

Ich bitte, die Vollziehung bis zur Entscheidung über den Widerspruch auszusetzen und mir Einsicht in die Akte zu gewähren. Sollte ich bis zum 12. Juni 2026 keine Antwort erhalten, werde ich beim Verwaltungsgericht einstweiligen Rechtsschutz beantragen.""")
d.p("Mit freundlichen Grüßen[[br]][[br]]H. Uphoff", "Sig")
