package postgres

import (
	"fmt"

	"github.com/schemactl/schemactl/sqlgen"
)

// Codes of risks.
const (
	riskDataLoss = "data-loss"
	riskRewrite  = "rewrite"
	riskLock     = "lock"
	riskNotNull  = "not-null"
	riskMayFail  = "may-fail"
	// riskReplication is of what is left to do at the other end.
	riskReplication = "replication"
)

// risk makes a risk of one sentence.
func risk(code, format string, args ...any) sqlgen.Risk {
	return sqlgen.Risk{Code: code, Text: fmt.Sprintf(format, args...)}
}
