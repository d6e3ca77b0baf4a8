package store

import (
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/burncloud/burncloud"
)

const (
	// optionSecret is the keyring's purpose for credentials among the options of channels.
	optionSecret = "channel option"
	// sealedMark begins a value that is encrypted. One without it was written by hand, and is taken as it is.
	sealedMark = "sealed:"
)

// optionRecord binds a sealed option to its channel and its name.
func optionRecord(channel burncloud.ChannelID, name string) string {
	return "channel|" + string(channel) + "|" + name
}

// sealedOptions are the options as they are stored: headers that carry credentials and the proxy's address, which may
// hold a password, are encrypted.
func (db *DB) sealedOptions(c *burncloud.Channel) (burncloud.ChannelOptions, error) {
	o := c.Options
	o.Headers = maps.Clone(o.Headers)
	var err error
	for name, v := range o.Headers {
		if burncloud.SecretHeader(name) {
			if o.Headers[name], err = db.sealOption(c.ID, "header "+name, v); err != nil {
				return o, err
			}
		}
	}
	o.ProxyURL, err = db.sealOption(c.ID, "proxy_url", o.ProxyURL)
	return o, err
}

func (db *DB) sealOption(channel burncloud.ChannelID, name, v string) (string, error) {
	if v == "" {
		return "", nil
	}
	sealed, err := db.keys.Seal(optionSecret, optionRecord(channel, name), []byte(v))
	if err != nil {
		return "", fmt.Errorf("sealing %s of channel %s: %w", name, channel, err)
	}
	return sealedMark + base64.StdEncoding.EncodeToString(sealed), nil
}

// openOptions decrypts what sealedOptions encrypted, or notes the faults.
func (db *DB) openOptions(d *decoder, c *burncloud.Channel) {
	for name, v := range c.Options.Headers {
		if burncloud.SecretHeader(name) {
			c.Options.Headers[name] = db.openOption(d, c.ID, "header "+name, v)
		}
	}
	c.Options.ProxyURL = db.openOption(d, c.ID, "proxy_url", c.Options.ProxyURL)
}

func (db *DB) openOption(d *decoder, channel burncloud.ChannelID, name, v string) string {
	encoded, isSealed := strings.CutPrefix(v, sealedMark)
	if !isSealed {
		return v
	}
	sealed, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		err = errors.New("it is not base64") // the original says where, and with it something of the value
	}
	var plain []byte
	if err == nil {
		plain, err = db.keys.Open(optionSecret, optionRecord(channel, name), sealed)
	}
	if err != nil {
		d.table, d.id = "channels", string(channel)
		d.fault("options", fmt.Sprintf("%s does not open: %v", name, err))
	}
	return string(plain)
}
