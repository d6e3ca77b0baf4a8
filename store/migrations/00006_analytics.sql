-- What makes a long log quick: which words occur where in it, and what its calls add up to.

-- +goose Up
DROP TABLE call_blocks;

-- A part is 1024 numbers of calls.lsn, and when the calls in it arrived.
CREATE TABLE call_parts (
	part     BIGINT NOT NULL PRIMARY KEY,
	first_us BIGINT NOT NULL,
	last_us  BIGINT NOT NULL,
	calls    BIGINT NOT NULL -- as they were posted; what retention deletes is not taken off
);

-- Where in a part a word occurs: one bit for every 16 numbers, the lowest bit for the lowest numbers. An index of the calls
-- themselves for each filter would cost more than everything else about a row, because it is written all over.
CREATE TABLE call_words (
	word TEXT NOT NULL,
	part BIGINT NOT NULL,
	bits BIGINT NOT NULL,
	PRIMARY KEY (word, part)
);

-- A series is what calls have in common that are summed up together. Its id is made of its values.
CREATE TABLE usage_series (
	id         BIGINT NOT NULL PRIMARY KEY,
	model      TEXT NOT NULL,
	channel_id TEXT NOT NULL,
	key_id     TEXT NOT NULL,
	user_id    TEXT NOT NULL,
	token_id   TEXT NOT NULL,
	group_name TEXT NOT NULL,
	outcome    TEXT NOT NULL
);

-- The sums of a series for one minute, hour or day (UTC): span is its length in seconds, start_s when it begins, by the
-- arrival of the calls. The spans 3601 to 3606 and 86401 to 86406 are hours and days too: of series that have a model, channel,
-- key, user, token or group alone, beside the outcome. Each ttft column holds two counts of the histogram: the first in the low 32 bits.
CREATE TABLE usage_rollups (
	span           BIGINT NOT NULL,
	start_s        BIGINT NOT NULL,
	series         BIGINT NOT NULL,
	calls          BIGINT NOT NULL,
	saved          BIGINT NOT NULL,
	unpriced       BIGINT NOT NULL,
	cost_nano      BIGINT NOT NULL,
	purchase_nano  BIGINT NOT NULL,
	duration_us    BIGINT NOT NULL,
	input          BIGINT NOT NULL,
	cache_read     BIGINT NOT NULL,
	cache_write    BIGINT NOT NULL,
	cache_write_1h BIGINT NOT NULL,
	audio_in       BIGINT NOT NULL,
	image_in       BIGINT NOT NULL,
	output         BIGINT NOT NULL,
	reasoning      BIGINT NOT NULL,
	audio_out      BIGINT NOT NULL,
	image_out      BIGINT NOT NULL,
	images         BIGINT NOT NULL,
	seconds        BIGINT NOT NULL,
	characters     BIGINT NOT NULL,
	ttft_0         BIGINT NOT NULL,
	ttft_1         BIGINT NOT NULL,
	ttft_2         BIGINT NOT NULL,
	ttft_3         BIGINT NOT NULL,
	ttft_4         BIGINT NOT NULL,
	ttft_5         BIGINT NOT NULL,
	ttft_6         BIGINT NOT NULL,
	ttft_7         BIGINT NOT NULL,
	ttft_8         BIGINT NOT NULL,
	ttft_9         BIGINT NOT NULL,
	ttft_10        BIGINT NOT NULL,
	ttft_11        BIGINT NOT NULL,
	PRIMARY KEY (span, start_s, series)
);

-- How often a channel was asked in a quarter of an hour or a day, and how that ended: kind is the class of a failure by its
-- fault, '' for everything else.
CREATE TABLE attempt_rollups (
	span       BIGINT NOT NULL,
	start_s    BIGINT NOT NULL,
	channel_id TEXT NOT NULL,
	kind       TEXT NOT NULL,
	attempts   BIGINT NOT NULL,
	PRIMARY KEY (span, start_s, channel_id, kind)
);

-- What posted calls add to the two tables above and is not in them yet: a line for each post, with the highest number of
-- its calls. Adding it there at once would cost more than posting the calls.
CREATE TABLE usage_pending (
	lsn   BIGINT NOT NULL PRIMARY KEY,
	delta TEXT NOT NULL -- JSON
);

-- Calls up to this number were posted before these tables were there, and have still to be added to them.
ALTER TABLE log_state ADD COLUMN underived_lsn BIGINT NOT NULL DEFAULT 0;
UPDATE log_state SET underived_lsn = applied_lsn;
