// Prints what failed or was skipped and why, and the sums in the form of `dotnet test`.
export default async function* report(events) {
  const sums = { failed: 0, passed: 0, skipped: 0 };
  for await (const { type, data } of events) {
    if (type === "test:diagnostic" || type === "test:stderr" || type === "test:stdout") {
      if (type !== "test:diagnostic") yield data.message;
      continue;
    }
    // A suite's or a file's own result says nothing that its tests have not said.
    if ((type !== "test:pass" && type !== "test:fail") || data.details.type === "suite") continue;
    if (data.name.endsWith(".mjs") && type === "test:pass") continue;
    if (data.skip !== undefined) {
      sums.skipped++;
      yield `  Skipped ${data.name}: ${data.skip}\n`;
    } else if (type === "test:pass") {
      sums.passed++;
    } else {
      sums.failed++;
      const error = data.details.error?.cause ?? data.details.error;
      yield `  Failed ${data.name}\n${String(error?.stack ?? error).replace(/^/gm, "    ")}\n`;
    }
  }
  const total = sums.failed + sums.passed + sums.skipped;
  yield `${sums.failed > 0 ? "Failed!" : "Passed!"}  - Failed: ${sums.failed}, Passed: ${sums.passed}, Skipped: ${sums.skipped}, Total: ${total} - Console\n`;
}
