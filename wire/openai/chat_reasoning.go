package openai

import (
	"github.com/burncloud/burncloud/internal/rawjson"
	"github.com/burncloud/burncloud/llm"
)

// reasoning reads what was thought, in whatever convention (wire-facts §7).
func (c *choiceDecoder) reasoning(x *rawDelta) error {
	plain := c.d.Unquote(x.reasoning)
	if len(plain) > 0 {
		c.plain = true
		if err := c.think(plain); err != nil {
			return err
		}
	}
	if x.blocks != nil {
		if err := c.thinkingBlocks(x.blocks); err != nil {
			return err
		}
	}
	if x.details == nil || rawjson.IsNull(x.details) {
		return nil
	}
	for e := rawjson.Members(x.details); e.Next(); {
		if err := c.detail(e.Value); err != nil {
			return err
		}
	}
	return nil
}

// think emits more reasoning. What follows a signature is a block of its own.
func (c *choiceDecoder) think(text []byte) error {
	if len(text) > 0 && c.open == thought && !c.sig.IsZero() {
		if err := c.close(); err != nil {
			return err
		}
	}
	return c.say(thought, text)
}

// detail reads one element of reasoning_details. Its text is left out where reasoning has a member of its own, which
// it repeats (recorded: openrouter/chat).
func (c *choiceDecoder) detail(raw []byte) error {
	var x detail
	for m := rawjson.Members(raw); m.Next(); {
		k := string(m.Key)
		if k == "text" || k == "summary" {
			if c.plain {
				continue
			}
			if err := c.think(c.d.Unquote(m.Value)); err != nil {
				return err
			}
		} else if field := x.field(k); field != nil {
			*field = llm.TextOf(m.Value)
		}
	}
	return c.seal(&x)
}

// seal takes the signature or the sealed block of a detail.
func (c *choiceDecoder) seal(x *detail) error {
	p, ok := x.part()
	if !ok || p.Signature.IsZero() {
		return nil
	}
	if x.format == "" && c.d.origin != "" {
		p.Signature.Origin = c.d.origin
	}
	switch {
	case p.Redacted && p.Signature.Origin == llm.OriginGemini && x.id != "":
		if c.sealed == nil {
			c.sealed = map[string]llm.Signature{}
		}
		c.sealed[x.id] = p.Signature
		return nil
	case p.Redacted:
		return c.whole(p)
	case c.open == thought:
		c.sig = p.Signature
		return nil
	}
	if err := c.turn(thought); err != nil {
		return err
	}
	c.sig = p.Signature
	return c.close()
}

// thinkingBlocks takes the signatures of LiteLLM's convention; the text is in reasoning_content too.
func (c *choiceDecoder) thinkingBlocks(raw []byte) error {
	for e := rawjson.Members(raw); e.Next(); {
		x := detail{format: "anthropic-claude-v1"}
		for m := rawjson.Members(e.Value); m.Next(); {
			if k := string(m.Key); k == "signature" || k == "data" {
				*x.field(k) = llm.TextOf(m.Value)
			}
		}
		if err := c.seal(&x); err != nil {
			return err
		}
	}
	return nil
}
