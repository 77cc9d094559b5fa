#!/usr/bin/env node
// `npm start` and the installed `paxy`. This file must parse on old Nodes (13 and newer), so
// that it can tell them what is missing: nothing newer than ES2020 in here, and no static import.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`paxy: Node 20.19 or newer is needed; this is Node ${process.versions.node}.`);
  process.exitCode = 2;
} else {
  // Exit code 1 means a violation and nothing else, so a crash must not have it.
  process.on("uncaughtException", (error) => {
    const text = process.argv.includes("--debug") ? String(error.stack) : error.message;
    console.error(`paxy: ${text.replace(/[^\P{Cc}\n]/gu, " ")}`);
    process.exit(2);
  });
  import("./start.mjs").then((setup) => setup.start(process.argv.slice(2)));
}
