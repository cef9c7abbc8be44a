const lookAgainMs = 250;

/**
 * Calls back once when the process that started this one is gone, however it ended.
 * @returns a function that stops looking.
 */
export function onParentGone(callback: () => void): () => void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, lookAgainMs);
  timer.unref();
  return () => clearInterval(timer);
}
