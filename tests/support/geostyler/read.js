// SPDX-License-Identifier: GPL-3.0-or-later
// Reads SLD files as GeoStyler does, and prints what it makes of each as a list of JSON.
import { readFileSync } from "node:fs";
import { SldStyleParser } from "geostyler-sld-parser";

const parser = new SldStyleParser({ sldVersion: "1.1.0" });
const read = (file) => parser.readStyle(readFileSync(file, "utf-8"));
console.log(JSON.stringify(await Promise.all(process.argv.slice(2).map(read))));
