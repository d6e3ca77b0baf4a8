package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math/bits"
	"slices"
	"strconv"

	"github.com/burncloud/burncloud"
)

// How many numbers of calls.lsn a part of call_words has, and each of its bits. They are part of the format of the table.
const (
	partCalls  = 1024
	groupCalls = partCalls / 64
)

// letter is what the words of one kind in call_words begin with, before a colon.
type letter byte

const (
	wordUser     letter = 'u'
	wordToken    letter = 't'
	wordChannel  letter = 'c'
	wordKey      letter = 'k'
	wordGroup    letter = 'g'
	wordModel    letter = 'm'
	wordStatus   letter = 's'
	wordClass    letter = 'S' // first digit of the status
	wordOutcome  letter = 'o'
	wordKind     letter = 'e'
	wordEndpoint letter = 'p'
	wordDialect  letter = 'd'
	wordStream   letter = 'y'
	wordFlag     letter = 'f'
	wordIP       letter = 'i'
	wordCost     letter = '$' // size of what was charged
	wordTTFT     letter = 'T' // size of the time to the first content
	wordDuration letter = 'D' // size of the whole duration
)

func (l letter) with(word string) string { return string([]byte{byte(l), ':'}) + word }

// sizes are the sizes of numbers that are told apart: each is four times the one before.
const sizes = 32

func size(n int64) int { return bits.Len64(uint64(max(n, 0))) / 2 }

// wordsOf calls add with every word of the call.
func wordsOf(c *burncloud.CallRecord, add func(of letter, word string)) {
	for _, x := range [...]struct {
		of   letter
		word string
	}{
		{wordUser, string(c.UserID)},
		{wordToken, string(c.TokenID)},
		{wordChannel, string(c.ChannelID)},
		{wordKey, string(c.KeyID)},
		{wordGroup, string(c.Group)},
		{wordModel, string(c.Model)},
		{wordOutcome, string(burncloud.OutcomeOf(c.Status, c.ErrorKind))},
		{wordKind, string(c.ErrorKind)},
		{wordEndpoint, c.Endpoint},
		{wordDialect, string(c.Dialect)},
		{wordIP, c.IP},
	} {
		if x.word != "" { // nobody asks for calls without a user
			add(x.of, x.word)
		}
	}
	add(wordStatus, strconv.Itoa(c.Status))
	add(wordClass, strconv.Itoa(c.Status/100))
	add(wordStream, streamWord(c.Stream))
	if c.TTFT > 0 {
		add(wordTTFT, strconv.Itoa(size(int64(c.TTFT))))
	}
	add(wordDuration, strconv.Itoa(size(int64(c.Duration))))
	if c.Cost != nil {
		add(wordCost, strconv.Itoa(size(int64(*c.Cost))))
	}
	for _, flag := range c.Flags {
		add(wordFlag, flag)
	}
}

func streamWord(stream bool) string {
	if stream {
		return "1"
	}
	return "0"
}

// clauses gives, for each condition of the filter that words tell something about, the words of which a call has one.
func clauses(f *burncloud.CallFilter) (all [][]string) {
	add := func(of letter, word string) {
		if word != "" {
			all = append(all, []string{of.with(word)})
		}
	}
	add(wordUser, string(f.UserID))
	add(wordToken, string(f.TokenID))
	add(wordChannel, string(f.ChannelID))
	add(wordKey, string(f.KeyID))
	add(wordGroup, string(f.Group))
	add(wordModel, string(f.Model))
	add(wordOutcome, string(f.Outcome))
	add(wordKind, string(f.ErrorKind))
	add(wordEndpoint, f.Endpoint)
	add(wordDialect, string(f.Dialect))
	add(wordFlag, f.Flag)
	add(wordIP, f.IP)
	if f.Status != 0 {
		add(wordStatus, strconv.Itoa(f.Status))
	}
	if f.StatusClass != 0 {
		add(wordClass, strconv.Itoa(f.StatusClass))
	}
	if f.Stream != nil {
		add(wordStream, streamWord(*f.Stream))
	}
	between := func(of letter, from, to int) {
		var words []string
		for s := from; s <= to; s++ {
			words = append(words, of.with(strconv.Itoa(s)))
		}
		all = append(all, words)
	}
	if f.MinCost != nil || f.MaxCost != nil {
		from, to := 0, sizes
		if f.MinCost != nil {
			from = size(int64(*f.MinCost))
		}
		if f.MaxCost != nil {
			to = size(int64(*f.MaxCost))
		}
		between(wordCost, from, to)
	}
	if f.MinTTFT > 0 {
		between(wordTTFT, size(int64(f.MinTTFT)), sizes)
	}
	if f.MinDuration > 0 {
		between(wordDuration, size(int64(f.MinDuration)), sizes)
	}
	return all
}

// place is where a word occurs.
type place struct {
	letter
	word string
	part int64
	bits uint64
}

// comparePlaces puts them in the order of the table, which is the cheapest to insert in.
func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.letter, b.letter), cmp.Compare(a.word, b.word), cmp.Compare(a.part, b.part))
}

// found are the words of a part, by their letters, with the bits that say where they occur. One map of all letters and parts would
// be the dearest thing about a word.
type found [128]map[string]uint64

func (f *found) add(of letter, word string, bit uint64) {
	if f[of] == nil {
		f[of] = make(map[string]uint64)
	}
	f[of][word] |= bit
}

func placesOf(all map[int64]*found) (places []place) {
	for at, f := range all {
		for of, words := range f {
			for word, bits := range words {
				places = append(places, place{letter(of), word, at, bits})
			}
		}
	}
	slices.SortFunc(places, comparePlaces)
	return places
}

// part says when the calls of a part arrived, in microseconds, and how many there are.
type part struct{ first, last, calls int64 }

var (
	intoParts = insert{`call_parts (part, first_us, last_us, calls)`, 4, ` ON CONFLICT (part) DO UPDATE SET
		first_us = CASE WHEN excluded.first_us < call_parts.first_us THEN excluded.first_us ELSE call_parts.first_us END,
		last_us = CASE WHEN excluded.last_us > call_parts.last_us THEN excluded.last_us ELSE call_parts.last_us END,
		calls = call_parts.calls + excluded.calls`}
	intoWords = insert{`call_words (word, part, bits)`, 3, ` ON CONFLICT (word, part) DO UPDATE SET bits = call_words.bits | excluded.bits`}
)

// addWords notes where in the log the words of the calls occur.
func (db *DB) addWords(ctx context.Context, tx *sql.Tx, all []burncloud.CallRecord) error {
	words := make(map[int64]*found)
	parts := make(map[int64]part)
	for i := range all {
		c := &all[i]
		us, at := micros(c.Time), int64(c.LSN)/partCalls
		bit := uint64(1) << (c.LSN % partCalls / groupCalls)
		p, ok := parts[at]
		if !ok {
			p, words[at] = part{first: us, last: us}, new(found)
		}
		here := words[at]
		wordsOf(c, func(of letter, word string) { here.add(of, word, bit) })
		parts[at] = part{min(p.first, us), max(p.last, us), p.calls + 1}
	}
	numbers := sortedKeys(parts, cmp.Compare[int64])
	err := db.insertAll(ctx, tx, intoParts, len(numbers), func(args []any, i int) []any {
		p := parts[numbers[i]]
		return append(args, numbers[i], p.first, p.last, p.calls)
	})
	if err != nil {
		return err
	}
	places := placesOf(words)
	return db.insertAll(ctx, tx, intoWords, len(places), func(args []any, i int) []any {
		at := &places[i]
		return append(args, at.with(at.word), at.part, int64(at.bits))
	})
}

func sortedKeys[K comparable, V any](m map[K]V, compare func(a, b K) int) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, compare)
	return keys
}

// partsBetween returns the lowest and highest part with calls that the filter's times allow; high < low when there is none.
func partsBetween(ctx context.Context, q querier, f *burncloud.CallFilter) (low, high int64, err error) {
	w := &conditions{terms: []string{"1 = 1"}}
	w.add(!f.From.IsZero(), `last_us >= $`, micros(f.From))
	w.add(!f.To.IsZero(), `first_us < $`, micros(f.To))
	err = q.QueryRowContext(ctx, `SELECT COALESCE(MIN(part), 0), COALESCE(MAX(part), -1) FROM call_parts WHERE `+w.and(), w.args...).Scan(&low, &high)
	return low, high, err
}

// groupsBetween returns, for the parts from low to high, in which of their groups of calls every clause has one of its
// words. Without clauses it is everywhere.
func groupsBetween(ctx context.Context, q querier, all [][]string, low, high int64) ([]uint64, error) {
	out := make([]uint64, high-low+1)
	for i := range out {
		out[i] = ^uint64(0)
	}
	for _, words := range all {
		w := &conditions{}
		w.add(true, `part >= $`, low)
		w.add(true, `part <= $`, high)
		any := make([]uint64, len(out))
		if err := orWords(ctx, q, w, words, low, any); err != nil {
			return nil, err
		}
		for i := range out {
			out[i] &= any[i]
		}
	}
	return out, nil
}

func orWords(ctx context.Context, q querier, w *conditions, words []string, low int64, into []uint64) error {
	marks := ""
	for i, word := range words {
		w.args = append(w.args, word)
		if i > 0 {
			marks += ", "
		}
		marks += "$" + strconv.Itoa(len(w.args))
	}
	rows, err := q.QueryContext(ctx, `SELECT part, bits FROM call_words WHERE word IN (`+marks+`) AND `+w.and(), w.args...)
	if err != nil {
		return fmt.Errorf("reading call_words: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var at, bits int64
		if err := rows.Scan(&at, &bits); err != nil {
			return fmt.Errorf("reading call_words: %w", err)
		}
		into[at-low] |= uint64(bits)
	}
	return rows.Err()
}
