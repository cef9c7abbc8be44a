/**
 * SQL: what a mail's `data` keeps once the mail is out of our hands, or will never be sent. Its code is then with the
 * reader alone; what remains of it here is the keyed hash that it is checked against.
 */
export const dataWithoutCode = `"data" #- '{params,code}'`;
