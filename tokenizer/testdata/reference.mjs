// Writes what OpenAI's own tokenizer makes of the corpus: for each file NAME.o200k_base and NAME.cl100k_base under ids/, and
// runs.tsv for texts that are better repeated than kept. Needs Node and the package tiktoken 1.0.22:
//
//	npm install --prefix DIR tiktoken@1.0.22
//	node reference.mjs DIR
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const here = import.meta.dirname;
const { get_encoding } = createRequire(path.resolve(process.argv[2], "index.js"))("tiktoken");
const names = ["o200k_base", "cl100k_base"];
const tokenizers = names.map((n) => get_encoding(n));

for (const file of fs.readdirSync(path.join(here, "corpus"))) {
  const text = fs.readFileSync(path.join(here, "corpus", file), "utf8");
  names.forEach((name, i) => {
    const ids = tokenizers[i].encode(text, [], []);
    fs.writeFileSync(path.join(here, "ids", file.replace(".txt", "." + name)), Array.from(ids).join(" ") + "\n");
  });
}

const units = ["a", "A", "Aa", "aA", "ab", "xyz", "é", "中", "好的", "あ", "ก", "1", "12", " ", "\t", "\n", " \n", "\r\n", "-", "=", "!", "'s", "👍", "\u0301", "a\u0301", "/", "}", "\"", "a ", " a", "ACGT", "ﷺ", "\u00a0"];
const lines = [];
for (const unit of units) {
  for (const times of [1, 2, 3, 7, 24, 49, 100, 999, 5000]) {
    const text = unit.repeat(times);
    lines.push([JSON.stringify(unit), times, ...tokenizers.map((t) => t.encode(text, [], []).length)].join("\t"));
  }
}
fs.writeFileSync(path.join(here, "runs.tsv"), lines.join("\n") + "\n");
