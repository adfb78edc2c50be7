package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/schemactl/schemactl/hclschema"
)

// An environment is an env block of the config file.
type environment struct {
	Name   string   `hcl:"name,label"`
	URL    string   `hcl:"url,optional"`
	DevURL string   `hcl:"dev_url,optional"`
	Files  []string `hcl:"file,optional"`
	Dir    string   `hcl:"dir,optional"`
}

type config struct {
	Envs []environment `hcl:"env,block"`
}

// readEnv finds an env block. Without a name there is none; without a file
// there may be none.
func readEnv(path, name string, asked bool) (environment, error) {
	if name == "" && !asked {
		return environment{}, nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return environment{}, fmt.Errorf("reading the config: there is no file %s; it would hold a block env %q { url = … }", path, name)
	}
	parser := hclparse.NewParser()
	file, diags := parser.ParseHCLFile(path)
	var c config
	if !diags.HasErrors() {
		diags = append(diags, gohcl.DecodeBody(file.Body, configContext(), &c)...)
	}
	if diags.HasErrors() {
		hclschema.WriteDiagnostics(os.Stderr, parser.Files(), diags, false, 0)
		return environment{}, errReported
	}
	for _, e := range c.Envs {
		if e.Name == name {
			return e, nil
		}
	}
	if name == "" {
		return environment{}, nil
	}
	return environment{}, fmt.Errorf("reading the config: %s has no block env %q", path, name)
}

// configContext lets a config take secrets from the environment.
func configContext() *hcl.EvalContext {
	getenv := function.New(&function.Spec{
		Params: []function.Parameter{{Name: "name", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.StringVal(os.Getenv(args[0].AsString())), nil
		},
	})
	return &hcl.EvalContext{Functions: map[string]function.Function{"getenv": getenv}}
}
