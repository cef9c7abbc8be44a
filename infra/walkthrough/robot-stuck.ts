/** Something on a page or in a mailbox is not as a person would need it; the message says where. */
export class RobotStuck extends Error {}
