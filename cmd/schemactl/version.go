package main

import (
	"fmt"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// buildVersion is set by the linker for releases.
var buildVersion string

func version() string {
	if buildVersion != "" {
		return buildVersion
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

var versionCommand = &cli.Command{
	Name:  "version",
	Usage: "print the version of schemactl",
	Action: func(c *cli.Context) error {
		if err := noArguments(c); err != nil {
			return err
		}
		_, err := fmt.Fprintf(c.App.Writer, "schemactl %s\n", version())
		return err
	},
}
