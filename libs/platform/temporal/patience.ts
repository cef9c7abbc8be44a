/** How long whoever pressed a button waits for the exchange to take it, before the page says that it is on its way. In milliseconds. */
export const senderWaitMs = 2_500;
/** How long the sender has the first try to itself, before the relay takes over. In milliseconds, and more than {@link senderWaitMs}. */
export const relayAfterMs = 4_000;
