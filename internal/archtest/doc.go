// Package archtest holds the shape of the house: its tests fail when an import climbs the staircase or a file breaks a
// rule of style that a reader relies on.
//
// The staircase is the table in staircase_test.go. Every other rule is one row of a table in rules_file_test.go,
// rules_package_test.go or rules_text_test.go, and carries texts that break it and texts that keep it, so a rule that
// stopped seeing anything fails by itself.
package archtest
