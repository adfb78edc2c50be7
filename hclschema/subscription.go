package hclschema

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var subscription = define(schema.KindSubscription, inDatabase, &schema.Subscription{}, func(c *codec, o *schema.Subscription) {
	c.require("publications")
	// With a password or without, it is nothing for a file.
	c.getenv("connection", &o.Connection)
	c.texts("publications", &o.Publications)
	c.unless("enabled", &o.Disabled)
	c.slotName(o)
	c.text("synchronous_commit", &o.SynchronousCommit)
	c.flag("binary", &o.Binary)
	c.word("streaming", &o.Streaming, words("off", "on", "parallel"))
	c.flag("two_phase", &o.TwoPhase)
	c.flag("disable_on_error", &o.DisableOnError)
	c.unless("password_required", &o.NoPasswordRequired)
	c.flag("run_as_owner", &o.RunAsOwner)
	c.word("origin", &o.Origin, []word{{"ANY", ""}, {"NONE", "none"}})
	c.flag("failover", &o.Failover)
})

// slotName declares the replication slot, which is called as the subscription
// unless something is said.
func (c *codec) slotName(o *schema.Subscription) {
	c.attr("slot_name", func(e hclsyntax.Expression) {
		if word, ok := keyword(e); ok {
			if word != "NONE" {
				c.errorf(e.Range(), "Invalid slot", "Write the slot as a string, %q; the only word without quotes is NONE.", word)
			}
			o.SlotName = schema.NoSlot
			return
		}
		o.SlotName, _ = c.str(e)
	}, func() string {
		if o.SlotName == schema.NoSlot {
			return "NONE"
		}
		return orNothing(o.SlotName, c.quoted)
	})
}
