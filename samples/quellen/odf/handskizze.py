from odf import Doc

d = Doc("Lageplan", font="Liberation Sans", size=11)
d.p("Anlage 1 zum Vorbescheid 63-BV-0211-26", "Mid")
d.p("Lageplan (Auszug), Maßstab etwa 1 : 5.000")
d.table([["Flurstück 14[[br]][[br]][[br]][[br]]WEA 1", "Wirtschaftsweg[[br]]420 m verstärken", "Flurstück 17[[br]][[br]][[br]][[br]]WEA 2 (abgelehnt)"]], [6, 4, 6], header=0)
d.p("Eingang Katasteramt: 2. Juni 2026. Darstellung unverbindlich.")
