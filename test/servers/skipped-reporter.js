/** Says at the end of a run what was skipped for want of a server, and why. */
export default class SkippedReporter {
  onRunComplete(_, { testResults }) {
    const told = new Set()
    for (const { testResults: tests } of testResults)
      for (const { status, fullName } of tests)
        if (status === 'pending') for (const [, text] of fullName.matchAll(/\[(skipped: [^\]]*)\]/g)) told.add(text)
    for (const text of told) console.error(text)
  }
}
