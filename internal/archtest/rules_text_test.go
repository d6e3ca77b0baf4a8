package archtest_test

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// textRules hold for everything that is read by people or tools, in any language: what a pattern matches is refused.
// The samples are put together from halves, or this file would break its own rules.
var textRules = []struct {
	name    string
	why     string
	pattern *regexp.Regexp
	breaks  []string
	keeps   []string
}{
	{
		name:    "no path of one machine",
		why:     "a path that exists on one machine is wrong on every other",
		pattern: regexp.MustCompile(`(^|[^\w./~-]|file://)/(work|root|Users|home)/[\w.]`),
		breaks:  []string{"cd /" + "work/x", `"/` + "root/.cache\"", "file:///" + "Users/x", "(/" + "home/x)"},
		keeps:   []string{"https://example.com/work/x", "./work/x", "/var/lib/burncloud", "a/root/b"},
	},
	{
		name:    "no address of a package registry",
		why:     "where packages come from is the reader's setting, not the project's",
		pattern: regexp.MustCompile(`"resolved"\s*:\s*"https?:|(?i)(registry|index[-_]url|GOPROXY)["']?\s*[=:]\s*["']?https?:`),
		breaks:  []string{`"resolved": "` + `https://example.com/a.tgz"`, "registry=" + "https://example.com", "GOPROXY=" + "https://example.com,direct"},
		keeps:   []string{`"version": "1.0.0"`, "GOPROXY=off", "see https://example.com"},
	},
}

func TestTextRules(t *testing.T) {
	top := root(t)
	found := make([][]finding, len(textRules))
	skip := func(rel string) bool {
		return skipDir(rel) || path.Base(rel) == "testdata" || rel == "web/dist" || rel == "console/dist"
	}
	walk(t, top, skip, func(rel string) error {
		if !isText(rel) {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(top, rel))
		if err != nil {
			return err
		}
		for i, r := range textRules {
			found[i] = append(found[i], matchLines(rel, string(text), r.pattern)...)
		}
		return nil
	})
	for i, r := range textRules {
		t.Run(r.name, func(t *testing.T) { report(t, r.why, found[i]) })
	}
}

// isText tells what is written by hand or read by a tool from what is recorded, built or binary.
func isText(rel string) bool {
	byHand := []string{
		".go", ".mod", ".md", ".ts", ".tsx", ".js", ".mjs", ".css", ".html", ".json", ".yml", ".yaml", ".toml", ".sh", ".sql", ".txt",
		".service", ".npmrc",
	}
	base := path.Base(rel)
	if base == ".git" {
		return false // a worktree's pointer to its repository
	}
	return slices.Contains(byHand, path.Ext(base)) || !strings.Contains(strings.TrimPrefix(base, "."), ".")
}

func matchLines(rel, text string, pattern *regexp.Regexp) []finding {
	var found []finding
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		n++
		if m := pattern.FindString(line); m != "" {
			found = append(found, finding{where: fmt.Sprintf("%s:%d", rel, n), text: strings.TrimSpace(m)})
		}
	}
	return found
}

func TestTextRulesSeeWhatBreaksThem(t *testing.T) {
	for _, r := range textRules {
		for _, text := range r.breaks {
			if len(matchLines("x", text, r.pattern)) == 0 {
				t.Errorf("%s: passed: %s", r.name, text)
			}
		}
		for _, text := range r.keeps {
			if found := matchLines("x", text, r.pattern); len(found) > 0 {
				t.Errorf("%s: reported: %s: %v", r.name, text, found)
			}
		}
	}
}
