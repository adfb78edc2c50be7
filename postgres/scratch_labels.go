package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/sqlgen"
)

// labelStatement is what securityLabel writes. A literal ends the text, so that
// the last "IS" before one is that of the statement.
var labelStatement = regexp.MustCompile(`(?s)^SECURITY LABEL FOR ((?:"[^"]*")+|\w+) ON (.+) IS (NULL|\s?E?'(?:[^']|'')*')$`)

// withoutProviders lets those security labels be written whose provider the
// server of the scratch database lacks, as that of the target may have it: they
// are put into the catalog, where the provider is not asked.
func (d *scratchDatabase) withoutProviders(ctx context.Context, stmts []sqlgen.Stmt) ([]sqlgen.Stmt, error) {
	copied := false
	for i, s := range stmts {
		if !strings.HasPrefix(s.SQL, "SECURITY LABEL ") {
			continue
		}
		m := labelStatement.FindStringSubmatch(s.SQL)
		if m == nil {
			continue
		}
		lacking, err := d.lacksProvider(ctx, m[1])
		if err != nil {
			return nil, err
		}
		if !lacking {
			continue
		}
		if !copied {
			stmts, copied = slices.Clone(stmts), true
		}
		stmts[i].SQL = labelByHand(m[1], m[2], m[3])
	}
	return stmts, nil
}

// Unproven implements what package proof asks of a lenient database.
func (d *scratchDatabase) Unproven() []string {
	var notes []string
	for _, provider := range slices.Sorted(maps.Keys(d.providers)) {
		if d.providers[provider] {
			notes = append(notes, "the server of the scratch database does not have the security label provider "+provider+
				", so it is not proven that it takes its labels; --dev-url gives a server that has it")
		}
	}
	return notes
}

// lacksProvider tries a label that is on nothing of the user's.
func (d *scratchDatabase) lacksProvider(ctx context.Context, provider string) (bool, error) {
	if lacking, known := d.providers[provider]; known {
		return lacking, nil
	}
	const invalidParameterValue = "22023"
	b := d.bracket()
	if _, err := d.conn.ExecContext(ctx, b.begin); err != nil {
		return false, err
	}
	_, err := d.conn.ExecContext(ctx, "SECURITY LABEL FOR "+provider+" ON SCHEMA pg_catalog IS NULL")
	d.rollback(ctx)
	var refused *pq.Error
	lacking := errors.As(err, &refused) && string(refused.Code) == invalidParameterValue
	if lacking {
		var super bool
		if err := d.conn.QueryRowContext(ctx, "SELECT pg_catalog.current_setting('is_superuser')::boolean").Scan(&super); err != nil {
			return false, err
		}
		if !super {
			return false, fmt.Errorf("the security label provider %s is not loaded on the server of the scratch database, where the plan is to be proven: "+
				"load it there (session_preload_libraries), give --dev-url with a server that has it, or leave labels alone with --no-security-labels", provider)
		}
	}
	d.providers[provider] = lacking
	return lacking, nil
}

// labelByHand finds what a label is on by way of a comment, which is on the same
// things in the same words, and takes that back.
func labelByHand(provider, target, text string) string {
	name := provider
	if strings.HasPrefix(name, `"`) {
		name = strings.ReplaceAll(name[1:len(name)-1], `""`, `"`)
	}
	const mark = "'schemactl: what bears a label'"
	return `DO $labels$
DECLARE
	class oid;
	object oid;
	sub integer;
BEGIN
	BEGIN
		COMMENT ON ` + target + ` IS ` + mark + `;
		SELECT d.classoid, d.objoid, d.objsubid INTO class, object, sub
		FROM (SELECT c.classoid, c.objoid, c.objsubid, c.description FROM pg_catalog.pg_description c
			UNION ALL SELECT s.classoid, s.objoid, 0, s.description FROM pg_catalog.pg_shdescription s) d
		WHERE d.description = ` + mark + `;
		RAISE EXCEPTION USING ERRCODE = 'LABEL';
	EXCEPTION WHEN SQLSTATE 'LABEL' THEN
	END;
	IF class IN ('pg_catalog.pg_subscription'::pg_catalog.regclass, 'pg_catalog.pg_authid'::pg_catalog.regclass) THEN
		DELETE FROM pg_catalog.pg_shseclabel WHERE classoid = class AND objoid = object AND provider = ` + Literal(name) + `;
		INSERT INTO pg_catalog.pg_shseclabel (objoid, classoid, provider, label)
		SELECT object, class, ` + Literal(name) + `, ` + text + ` WHERE ` + text + ` IS NOT NULL;
	ELSE
		DELETE FROM pg_catalog.pg_seclabel WHERE classoid = class AND objoid = object AND objsubid = sub AND provider = ` + Literal(name) + `;
		INSERT INTO pg_catalog.pg_seclabel (objoid, classoid, objsubid, provider, label)
		SELECT object, class, sub, ` + Literal(name) + `, ` + text + ` WHERE ` + text + ` IS NOT NULL;
	END IF;
END
$labels$`
}
