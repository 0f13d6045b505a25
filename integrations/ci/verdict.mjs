// What builds came to: data, from which the comment and the exit code are made.

const CHECKS = ['lint', 'build', 'test'];
const USABLE = ['success', 'note', 'warning', 'noop', 'version_bump'];

/**
 * How a target of a build ended: its commit's conclusion, the checks that went wrong, and whether it conflicts.
 * @param {any} target
 */
export function outcomeOf(target) {
  const conclusion = target.commit.conclusion ?? target.commit.status;
  const failed = CHECKS.filter((check) =>
    ['failure', 'timed_out', 'action_required'].includes(target[check]?.conclusion),
  );
  const isConflict = /merge_conflict$/.test(conclusion);
  return {
    conclusion,
    failed,
    isConflict,
    isWrong: !isConflict && (!USABLE.includes(conclusion) || failed.length > 0),
  };
}

/**
 * Compares head with base. A target is red where head went wrong and base did not: what failed before is told, and fails
 * no job. A merge conflict never does.
 * @param {any} base @param {any} head a build each; base null: there is nothing to compare with
 */
export function verdictOf(base, head) {
  const rows = Object.entries(head.targets).map(([name, target]) => {
    const outcome = outcomeOf(target);
    const before = base?.targets[name];
    const wasWrong = before !== undefined && outcomeOf(before).isWrong;
    return { name, target, ...outcome, wasWrong, isRed: outcome.isWrong && !wasWrong };
  });
  return { rows, isRed: rows.some(({ isRed }) => isRed) };
}

/**
 * Diagnostics of head that base does not have.
 * @param {any[]} base @param {any[]} head
 */
export function newDiagnostics(base, head) {
  const keyOf = ({ code, message, config_ref, oas_ref }) =>
    JSON.stringify([code, message, config_ref, oas_ref]);
  const known = new Set(base.map(keyOf));
  return head.filter((one) => !known.has(keyOf(one)));
}
