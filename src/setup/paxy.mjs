#!/usr/bin/env node
// `npm start` and the installed `paxy`. This file must parse on old Nodes, so
// that they can be told what is missing: nothing newer than ES2017 in here,
// and no static import.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`paxy: Node 20.19 or newer is needed; this is Node ${process.versions.node}.`);
  process.exitCode = 2;
} else {
  import("./start.mjs").then((setup) => setup.start(process.argv.slice(2)));
}
