// Package tokenizer counts the tokens of texts, pictures and whole calls without asking anybody.
//
// Two vocabularies are inside, OpenAI's o200k_base and cl100k_base, which it published under the
// MIT licence; they are unpacked when first used. With them texts are counted as
// OpenAI counts them, token for token. Other providers' vocabularies are too large to carry, so their models are counted
// as OpenAI's and the counts are weighed by the kind of text (Family); the tests hold tables of how wrong that is.
package tokenizer
