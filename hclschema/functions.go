package hclschema

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/zclconf/go-cty/cty"
	ctyfunction "github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// sqlType marks a text as SQL, so that a conditional may choose between
// sql("…") and a literal.
var sqlType = cty.Capsule("sql", reflect.TypeFor[string]())

func sqlOf(v cty.Value) string { return *(v.EncapsulatedValue().(*string)) }

var standard = map[string]ctyfunction.Function{
	"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "chomp": stdlib.ChompFunc,
	"chunklist": stdlib.ChunklistFunc, "coalesce": stdlib.CoalesceFunc, "coalescelist": stdlib.CoalesceListFunc,
	"compact": stdlib.CompactFunc, "concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc,
	"csvdecode": stdlib.CSVDecodeFunc, "distinct": stdlib.DistinctFunc, "element": stdlib.ElementFunc,
	"flatten": stdlib.FlattenFunc, "floor": stdlib.FloorFunc, "format": stdlib.FormatFunc,
	"formatdate": stdlib.FormatDateFunc, "formatlist": stdlib.FormatListFunc, "indent": stdlib.IndentFunc,
	"index": stdlib.IndexFunc, "join": stdlib.JoinFunc, "jsondecode": stdlib.JSONDecodeFunc,
	"jsonencode": stdlib.JSONEncodeFunc, "keys": stdlib.KeysFunc, "length": stdlib.LengthFunc,
	"log": stdlib.LogFunc, "lookup": stdlib.LookupFunc, "lower": stdlib.LowerFunc, "max": stdlib.MaxFunc,
	"merge": stdlib.MergeFunc, "min": stdlib.MinFunc, "parseint": stdlib.ParseIntFunc, "pow": stdlib.PowFunc,
	"range": stdlib.RangeFunc, "regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc,
	"regexreplace": stdlib.RegexReplaceFunc, "replace": stdlib.ReplaceFunc, "reverse": stdlib.ReverseListFunc,
	"setintersection": stdlib.SetIntersectionFunc, "setproduct": stdlib.SetProductFunc,
	"setsubtract": stdlib.SetSubtractFunc, "setunion": stdlib.SetUnionFunc, "signum": stdlib.SignumFunc,
	"slice": stdlib.SliceFunc, "sort": stdlib.SortFunc, "split": stdlib.SplitFunc, "strlen": stdlib.StrlenFunc,
	"strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc, "timeadd": stdlib.TimeAddFunc,
	"title": stdlib.TitleFunc, "tobool": stdlib.MakeToFunc(cty.Bool),
	"tolist":   stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
	"tomap":    stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
	"tonumber": stdlib.MakeToFunc(cty.Number), "toset": stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)),
	"tostring": stdlib.MakeToFunc(cty.String), "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc,
	"trimspace": stdlib.TrimSpaceFunc, "trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc,
	"values": stdlib.ValuesFunc, "zipmap": stdlib.ZipmapFunc,
}

// functions are those of the HCL ecosystem, and a few of our own. Paths are
// relative to the directory of the first file.
func functions(files *Files) map[string]ctyfunction.Function {
	dir := "."
	if len(files.names) > 0 {
		dir = filepath.Dir(files.names[0])
	}
	all := map[string]ctyfunction.Function{
		"sql": ofString("text", sqlType, func(s string) (cty.Value, error) {
			return cty.CapsuleVal(sqlType, &s), nil
		}),
		"getenv": ofString("name", cty.String, func(s string) (cty.Value, error) {
			return cty.StringVal(os.Getenv(s)), nil
		}),
		"file":    ofString("path", cty.String, func(s string) (cty.Value, error) { return readFile(dir, s) }),
		"fileset": ofString("pattern", cty.List(cty.String), func(s string) (cty.Value, error) { return fileSet(dir, s) }),
	}
	for name, f := range standard {
		all[name] = f
	}
	return all
}

func ofString(param string, result cty.Type, f func(string) (cty.Value, error)) ctyfunction.Function {
	return ctyfunction.New(&ctyfunction.Spec{
		Params: []ctyfunction.Parameter{{Name: param, Type: cty.String}},
		Type:   ctyfunction.StaticReturnType(result),
		Impl:   func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f(args[0].AsString()) },
	})
}

func readFile(dir, name string) (cty.Value, error) {
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	info, err := os.Stat(name)
	if err != nil {
		return cty.NilVal, err
	}
	if info.Size() > MaxFileSize {
		return cty.NilVal, fmt.Errorf("%s has %d bytes; at most %d are read", name, info.Size(), MaxFileSize)
	}
	src, err := os.ReadFile(name)
	if err != nil {
		return cty.NilVal, err
	}
	if d := checkEncoding(name, src); d != nil {
		return cty.NilVal, fmt.Errorf("%s: %s", name, d.Detail)
	}
	return cty.StringVal(string(src)), nil
}

// fileSet lists the files that match a pattern, by paths relative to dir.
func fileSet(dir, pattern string) (cty.Value, error) {
	names, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		return cty.NilVal, err
	}
	slices.Sort(names)
	var list []cty.Value
	for _, name := range names {
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return cty.NilVal, err
		}
		list = append(list, cty.StringVal(filepath.ToSlash(rel)))
	}
	if len(list) == 0 {
		return cty.ListValEmpty(cty.String), nil
	}
	return cty.ListVal(list), nil
}
