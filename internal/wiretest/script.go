// Package wiretest helps the tests of wire formats: calls written as text files, and recorded provider traffic.
package wiretest

import (
	"bytes"
	"fmt"
	"strings"
)

// Section is one part of a file: what follows a line "-- name --" up to the next such line.
type Section struct{ Name, Text string }

// File is a text file of sections. What precedes the first is a comment.
type File struct {
	Comment  string
	Sections []Section
}

// Parse takes a file apart.
func Parse(data []byte) File {
	var f File
	cur := &f.Comment
	for line := range strings.Lines(string(data)) {
		if name, ok := header(line); ok {
			f.Sections = append(f.Sections, Section{Name: name})
			cur = &f.Sections[len(f.Sections)-1].Text
			continue
		}
		*cur += line
	}
	return f
}

func header(line string) (string, bool) {
	s := strings.TrimRight(line, "\r\n")
	if len(s) < 7 || !strings.HasPrefix(s, "-- ") || !strings.HasSuffix(s, " --") {
		return "", false
	}
	return s[3 : len(s)-3], true
}

// Format is the inverse of Parse, for files whose sections end with a line break.
func (f File) Format() []byte {
	var b bytes.Buffer
	b.WriteString(f.Comment)
	for _, s := range f.Sections {
		fmt.Fprintf(&b, "-- %s --\n%s", s.Name, s.Text)
		if s.Text != "" && !strings.HasSuffix(s.Text, "\n") {
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

// Get returns the text of the section whose name is or begins with the given one, and the rest of its name.
func (f File) Get(name string) (text, rest string, ok bool) {
	for _, s := range f.Sections {
		if s.Name == name {
			return s.Text, "", true
		}
		if r, found := strings.CutPrefix(s.Name, name+" "); found {
			return s.Text, r, true
		}
	}
	return "", "", false
}

// Set replaces the text of the section whose name begins with the given one, or adds it.
func (f *File) Set(name, text string) {
	for i, s := range f.Sections {
		if s.Name == name || strings.HasPrefix(s.Name, name+" ") {
			f.Sections[i].Text = text
			return
		}
	}
	f.Sections = append(f.Sections, Section{name, text})
}
