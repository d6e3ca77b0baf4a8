package archtest_test

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"
)

// packageRules are the rules that need all files of a package at once.
var packageRules = []rule{
	{
		name:  "every package says what it is",
		why:   "the first thing a reader asks of a package is one sentence",
		check: packageComment,
		breaks: []sample{
			{"a/a.go", "package a\n"},
			{"a/a.go", "// a is something.\npackage a\n"},
			{"a/a.go", "// Package b is something.\npackage a\n"},
			{"a/a.go", "// Package a is something.\n\npackage a\n"},
			{"a/a.go", "// Package a\npackage a\n"},
			{"cmd/tool/main.go", "// Package main does something.\npackage main\n"},
		},
		keeps: []sample{
			{"a/a.go", "// Package a is something.\npackage a\n"},
			{"cmd/tool/main.go", "// Command tool does something.\npackage main\n"},
			{"a/a_test.go", "// Package a_test tries something.\npackage a_test\n"},
		},
	},
	{
		name:   "package names say something",
		why:    "a name that fits everything collects everything",
		check:  emptyName,
		breaks: []sample{{"util/a.go", "package util\n"}, {"a/common/a.go", "package common\n"}, {"types/a.go", "package types_test\n"}},
		keeps:  []sample{{"ledger/a.go", "package ledger\n"}},
	},
	{
		name:   "package variables never change",
		why:    "state lives in a struct that cmd makes; a table at package level is there to be read",
		check:  mutableVars,
		breaks: varSamples(varsThatChange),
		keeps: append(
			varSamples(varsThatStay),
			sample{"a/a_test.go", "package a\n\nvar update = flag.Bool(\"update\", false, \"\")\n"},
			sample{"cmd/a/main.go", "package main\n\nvar version = \"dev\"\n"},
		),
	},
}

// packageComment wants one comment in the package that names it, from a product file when there is one.
func packageComment(p *pkg) []finding {
	files := p.product()
	if len(files) == 0 {
		files = p.sources
	}
	want := "Package " + files[0].file.Name.Name
	if files[0].file.Name.Name == "main" {
		want = "Command " + path.Base(p.dir)
	}
	for _, s := range files {
		// Text ends in a newline; a sentence goes on after the name.
		if rest, ok := strings.CutPrefix(s.file.Doc.Text(), want+" "); ok && strings.TrimSpace(rest) != "" {
			return nil
		}
	}
	return []finding{{where: p.dir, text: "no package comment that begins with \"// " + want + " …\""}}
}

func emptyName(p *pkg) []finding {
	saysNothing := []string{"common", "util", "utils", "helper", "helpers", "type", "types", "misc", "base", "shared", "lib"}
	var found []finding
	for _, s := range p.sources {
		name := strings.TrimSuffix(s.file.Name.Name, "_test")
		if slices.Contains(saysNothing, name) {
			found = append(found, s.at(s.file.Name.Pos(), "package %s: name it after what it owns", name))
		}
	}
	return found
}

// mutableVars reports package variables that hold something made to change, and writes to any of them.
func mutableVars(p *pkg) []finding {
	files := p.product()
	var found []finding
	for _, s := range files {
		for _, d := range s.file.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, spec := range gen.Specs {
				found = append(found, judgeVar(s, gen, spec.(*ast.ValueSpec))...)
			}
		}
	}
	return append(found, writes(files)...)
}

func judgeVar(s *source, gen *ast.GenDecl, spec *ast.ValueSpec) []finding {
	if len(spec.Values) == 0 {
		if embedded(gen.Doc) || embedded(spec.Doc) {
			return nil
		}
		return []finding{s.at(spec.Pos(), "var %s has no value, so something will set it later", spec.Names[0].Name)}
	}
	var found []finding
	for i, value := range spec.Values {
		name := spec.Names[min(i, len(spec.Names)-1)].Name
		if name == "_" || name == "version" && s.file.Name.Name == "main" {
			continue // an interface guard; the string that the linker's -X sets
		}
		if why := changes(name, value); why != "" {
			found = append(found, s.at(spec.Pos(), "var %s: %s", name, why))
		}
	}
	return found
}

// embedded tells variables that the compiler fills from files.
func embedded(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool {
		return strings.HasPrefix(c.Text, "//go:embed ")
	})
}

// changes says why a variable of this value is not a constant table; empty when it is one.
func changes(name string, value ast.Expr) string {
	switch v := value.(type) {
	case *ast.CompositeLit:
		return literalChanges(v)
	case *ast.CallExpr:
		return callChanges(v)
	case *ast.UnaryExpr:
		if v.Op == token.AND && strings.HasPrefix(strings.ToLower(name), "err") {
			return "" // a sentinel error with fields
		}
		return "a pointer or an operation: give it to who needs it"
	case *ast.BasicLit:
		return "make it a const"
	case *ast.FuncLit:
		return "make it a func"
	}
	return "neither a table, a sentinel error nor a compiled pattern"
}

func literalChanges(lit *ast.CompositeLit) string {
	if pkgName, typeName := selector(lit.Type); slices.Contains([]string{"sync", "atomic", "http", "rand", "bytes", "strings"}, pkgName) {
		return pkgName + "." + typeName + " is state"
	}
	_, isMap := lit.Type.(*ast.MapType)
	_, isSlice := lit.Type.(*ast.ArrayType)
	if (isMap || isSlice) && len(lit.Elts) == 0 {
		return "an empty table is there to be filled"
	}
	return ""
}

func callChanges(call *ast.CallExpr) string {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.ArrayType, *ast.FuncLit:
		return "" // a conversion such as []byte("…"), or a table built in place
	case *ast.Ident:
		if fun.Name == "make" || fun.Name == "new" {
			return fun.Name + " is there to be written to"
		}
		return "" // a table built by a function of the package
	}
	pkgName, fn := selector(call.Fun)
	builds := []string{
		"errors.New", "fmt.Errorf", "strings.NewReplacer", "crc32.MakeTable", "base64.NewEncoding",
		"jsontext.", "json.JoinOptions", "reflect.TypeFor", "slices.", "maps.", "strings.Fields",
		"rawjson.NewNames", "llm.WithQuantities",
		"sync.OnceValue",  // a table that is too large to be built before somebody asks for it
		"sync.OnceValues", // or that may fail to be
	}
	for _, ok := range builds {
		if pkgName+"."+fn == ok || strings.HasSuffix(ok, ".") && pkgName+"." == ok {
			return ""
		}
	}
	if strings.HasPrefix(fn, "Must") {
		return ""
	}
	return pkgName + "." + fn + " is not known to build something that never changes"
}

// selector splits an expression such as pkg.Name or pkg.Name[T].
func selector(e ast.Expr) (pkgName, name string) {
	if index, ok := e.(*ast.IndexExpr); ok {
		e = index.X
	}
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	if x, ok := sel.X.(*ast.Ident); ok {
		pkgName = x.Name
	}
	return pkgName, sel.Sel.Name
}

// writes finds assignments to package variables, to their elements and fields, and calls that delete from or clear them.
func writes(files []*source) []finding {
	if len(files) == 0 {
		return nil
	}
	isPackageVar := packageVars(files)
	var found []finding
	for _, s := range files {
		blame := func(e ast.Expr) {
			if id := rootIdent(e); id != nil && isPackageVar(id) {
				found = append(found, s.at(e.Pos(), "package variable %s is written to", id.Name))
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, left := range n.Lhs {
					blame(left)
				}
			case *ast.IncDecStmt:
				blame(n.X)
			case *ast.CallExpr:
				if fun, ok := n.Fun.(*ast.Ident); ok && (fun.Name == "delete" || fun.Name == "clear") && len(n.Args) > 0 {
					blame(n.Args[0])
				}
			}
			return true
		})
	}
	return found
}

// rootIdent is the variable in x, x[i], x.f, *x and what is made of them.
func rootIdent(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// packageVars resolves names with the type checker. Imports stay empty and the errors that follow are ignored: which
// variable a name means does not depend on them.
func packageVars(files []*source) func(*ast.Ident) bool {
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	conf := types.Config{Importer: emptyImporter{}, Error: func(error) {}}
	asts := make([]*ast.File, len(files))
	for i, s := range files {
		asts[i] = s.file
	}
	checked, _ := conf.Check(files[0].dir(), files[0].fset, asts, info)
	return func(id *ast.Ident) bool {
		v, ok := info.Uses[id].(*types.Var)
		return ok && v.Parent() == checked.Scope()
	}
}

// emptyImporter gives every import path a package without names.
type emptyImporter struct{}

func (emptyImporter) Import(importPath string) (*types.Package, error) {
	p := types.NewPackage(importPath, path.Base(importPath))
	p.MarkComplete()
	return p, nil
}

const varsThatChange = `var n int
var on bool = true
var name = "x"
var cache map[string]int
var cache = map[string]int{}
var cache = make(map[string]int)
var list []string
var list = []string{}
var mu sync.Mutex
var mu = sync.Mutex{}
var calls atomic.Int64
var client = &http.Client{}
var client = http.DefaultClient
var now = time.Now
var level = os.Getenv("LEVEL")
var hook = func() {}
var p = new(int)
var table = map[string]int{"a": 1}; func set() { table["b"] = 2 }
var table = [2]int{1, 2}; func set() { table[0]++ }
var table = []T{{1}}; func set() { table[0].f = 2 }
var table = map[string]int{"a": 1}; func set() { delete(table, "a") }
var table = build(); func set() { table = nil }`

const varsThatStay = `var ErrGone = errors.New("gone")
var errFields = &Error{Kind: 1}
var pattern = regexp.MustCompile("a+")
var local = netip.MustParsePrefix("127.0.0.0/8")
var table = map[string]int{"a": 1}
var table = [...]string{1: "a"}
var zero = Usage{}
var vocabulary = build()
var vocabulary = func() []int { return []int{1} }()
var done = []byte("data: [DONE]")
var escape = strings.NewReplacer("a", "b")
var _ io.Reader = (*T)(nil)
//go:embed x
var files embed.FS
var table = map[string]int{"a": 1}; func f() { table := map[string]int{}; table["b"] = 2 }
var table = map[string]int{"a": 1}; func f(table []int) { table[0] = 2 }`

// varSamples makes one file of each line; a line that ends in a directive takes the next one with it.
func varSamples(lines string) []sample {
	var out []sample
	directive := ""
	for line := range strings.SplitSeq(lines, "\n") {
		if strings.HasPrefix(line, "//") {
			directive = line + "\n"
			continue
		}
		out = append(out, sample{"a/a.go", "package a\n\n" + directive + line + "\n"})
		directive = ""
	}
	return out
}
