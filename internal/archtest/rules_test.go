package archtest_test

import (
	"fmt"
	"go/token"
	"slices"
	"testing"
)

// rule is one thing that holds for every package of the module. Breaks and keeps are its own proof: each text of breaks
// must be reported, each of keeps must pass.
type rule struct {
	name   string
	why    string
	check  func(p *pkg) []finding
	breaks []sample
	keeps  []sample
}

// sample is one file, at the path where the rule is to see it.
type sample struct{ path, text string }

func rules() []rule {
	return slices.Concat(fileRules, packageRules)
}

// eachFile lifts a check of one file to the package.
func eachFile(check func(s *source) []finding) func(p *pkg) []finding {
	return func(p *pkg) []finding {
		var found []finding
		for _, s := range p.sources {
			found = append(found, check(s)...)
		}
		return found
	}
}

// eachProductFile is eachFile without the tests.
func eachProductFile(check func(s *source) []finding) func(p *pkg) []finding {
	return func(p *pkg) []finding {
		var found []finding
		for _, s := range p.product() {
			found = append(found, check(s)...)
		}
		return found
	}
}

func TestHouseRules(t *testing.T) {
	pkgs := module(t)
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			var found []finding
			for _, p := range pkgs {
				found = append(found, r.check(p)...)
			}
			report(t, r.why, found)
		})
	}
}

func TestHouseRulesSeeWhatBreaksThem(t *testing.T) {
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			if r.why == "" || len(r.breaks) == 0 || len(r.keeps) == 0 {
				t.Fatal("a rule needs a reason, a text that breaks it and a text that keeps it")
			}
			for i, sm := range r.breaks {
				if len(r.check(packageOf(t, sm))) == 0 {
					t.Errorf("breaks[%d] passed:\n%s", i, head(sm.text))
				}
			}
			for i, sm := range r.keeps {
				if found := r.check(packageOf(t, sm)); len(found) > 0 {
					t.Errorf("keeps[%d] was reported: %v\n%s", i, found, head(sm.text))
				}
			}
		})
	}
}

func packageOf(t *testing.T, sm sample) *pkg {
	t.Helper()
	s, err := parse(token.NewFileSet(), sm.path, []byte(sm.text))
	if err != nil {
		t.Fatal(err)
	}
	return &pkg{dir: s.dir(), sources: []*source{s}}
}

// head shortens a text for a failure message.
func head(text string) string {
	const most = 400
	if len(text) <= most {
		return text
	}
	return fmt.Sprintf("%s… (%d bytes)", text[:most], len(text))
}
