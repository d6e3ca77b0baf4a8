package admin

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/burncloud/burncloud"
)

// When the end of something is near enough to need a person.
const (
	tokenEnds       = 7 * 24 * time.Hour
	certificateEnds = 14 * 24 * time.Hour
	lateRenewal     = 5 // of a certificate less than one of so many parts of its time is left: those that are short are renewed late
)

// CertificateSource knows the certificate that a channel's upstream showed last; nil where none was seen.
type CertificateSource interface {
	Certificate(id burncloud.ChannelID) *burncloud.Certificate
}

// managementTokens are those that the caller sees.
func (s *Server) managementTokens(ctx context.Context) (all []burncloud.ManagementToken, err error) {
	for p := (burncloud.Page{}); ; {
		items, next, err := s.Management.ManagementTokens(ctx, managed(callerOf(ctx)), p)
		if all = append(all, items...); err != nil || next == "" {
			return all, err
		}
		p.Cursor = next
	}
}

// endsSoon reports whether a token's time is nearly over. One that was made for so short a time anyway ends as intended.
func endsSoon(made, end, now time.Time) bool {
	return now.Before(end) && end.Sub(now) <= tokenEnds && end.Sub(made) > tokenEnds
}

// endingTokens tells of tokens of callers that stop working soon.
func (s *Server) endingTokens(w *watch) (list []Attention) {
	for c := range w.snap.Callers() {
		t := c.Token
		if t.Enabled && c.User.Enabled && endsSoon(t.CreatedAt, t.ExpiresAt, w.now) {
			list = append(list, Attention{
				Kind: "token_expiring", TokenID: string(t.ID), Token: t.Name, UserID: string(c.User.ID), User: c.User.Username,
				Reason: "the token stops working", EndsAt: timeOrNil(t.ExpiresAt),
			})
		}
	}
	return byEnd(list)
}

// endingManagement tells of management tokens that stop working soon.
func (s *Server) endingManagement(w *watch) (list []Attention) {
	for i := range w.managed {
		if t := &w.managed[i]; endsSoon(t.CreatedAt, t.ExpiresAt, w.now) {
			list = append(list, Attention{
				Kind: "management_token_expiring", TokenID: string(t.ID), Token: t.Name, UserID: string(t.UserID),
				Reason: "the management token stops working", EndsAt: timeOrNil(t.ExpiresAt),
			})
		}
	}
	return byEnd(list)
}

// endingCertificates tells of upstreams whose certificate is late to be renewed.
func (s *Server) endingCertificates(w *watch) (list []Attention) {
	if s.Certificates == nil {
		return nil
	}
	for c := range w.snap.Channels() {
		cert := s.Certificates.Certificate(c.ID)
		if !c.Enabled || cert == nil {
			continue
		}
		left := cert.Until.Sub(w.now)
		if left <= certificateEnds && left < cert.Until.Sub(cert.From)/lateRenewal {
			list = append(list, Attention{
				Kind: "certificate_expiring", ChannelID: string(c.ID), Channel: c.Name, Reason: "the certificate of " + cert.Host + " is not renewed",
				EndsAt: timeOrNil(cert.Until),
			})
		}
	}
	return byEnd(list)
}

// byEnd sorts by what ends first.
func byEnd(list []Attention) []Attention {
	slices.SortFunc(list, func(a, b Attention) int {
		return cmp.Or(a.EndsAt.Compare(*b.EndsAt), cmp.Compare(a.TokenID+a.ChannelID, b.TokenID+b.ChannelID))
	})
	return list
}
