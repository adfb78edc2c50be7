package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

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
	Hooks  []hook   `hcl:"hook,block"`

	Targets *fleetTargets `hcl:"targets,block"`

	Schemas []string `hcl:"schemas,optional"`
	Exclude []string `hcl:"exclude,optional"`
	Include []string `hcl:"include,optional"`

	NoOwner      bool `hcl:"no_owner,optional"`
	NoPrivileges bool `hcl:"no_privileges,optional"`
	Roles        bool `hcl:"roles,optional"`

	NoSecurityLabels bool `hcl:"no_security_labels,optional"`
}

type config struct {
	Envs  []environment `hcl:"env,block"`
	Hooks []hook        `hcl:"hook,block"` // of every env, before its own
}

// check looks at what the types of the fields do not tell.
func (c config) check(path string) error {
	hooks := slices.Clone(c.Hooks)
	for _, e := range c.Envs {
		hooks = append(hooks, e.Hooks...)
		if e.Targets != nil {
			if err := e.Targets.check(); err != nil {
				return fmt.Errorf("reading the config: %s: env %q: %w", path, e.Name, err)
			}
		}
	}
	for _, h := range hooks {
		if err := h.check(); err != nil {
			return fmt.Errorf("reading the config: %s: %w", path, err)
		}
	}
	return nil
}

// readEnv finds an env block, with the hooks of every env. Without a name there is none; without a file there may be none.
func readEnv(path, name string, asked bool) (environment, error) {
	c, err := readConfig(path, name, asked || name != "")
	if err != nil {
		return environment{}, err
	}
	if name == "" {
		return environment{Hooks: c.Hooks}, nil
	}
	for _, e := range c.Envs {
		if e.Name == name {
			e.Hooks = append(slices.Clone(c.Hooks), e.Hooks...)
			return e, nil
		}
	}
	return environment{}, fmt.Errorf("reading the config: %s has no block env %q", path, name)
}

func readConfig(path, name string, needed bool) (config, error) {
	var c config
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if !needed {
			return c, nil
		}
		if name == "" {
			return c, fmt.Errorf("reading the config: there is no file %s; name one with env blocks with --config", path)
		}
		return c, fmt.Errorf("reading the config: there is no file %s; it would hold a block env %q { url = … }", path, name)
	}
	parser := hclparse.NewParser()
	file, diags := parser.ParseHCLFile(path)
	if !diags.HasErrors() {
		diags = append(diags, gohcl.DecodeBody(file.Body, configContext(), &c)...)
	}
	if diags.HasErrors() {
		hclschema.WriteDiagnostics(os.Stderr, parser.Files(), diags, false, 0)
		return c, errReported
	}
	return c, c.check(path)
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
