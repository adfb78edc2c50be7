package hclschema

import "github.com/hashicorp/hcl/v2/hclwrite"

// Format lays a file out in the canonical style.
func Format(src []byte) []byte { return hclwrite.Format(src) }
