/** The rule for passwords of a server of one's own: they are all that stands between its accounts and everybody else. */

/** Fewer characters are refused. */
export const SHORTEST_PASSWORD = 8;

/** The rule in words, for whoever is about to choose one. */
export const PASSWORD_RULE = `${SHORTEST_PASSWORD} characters or more`;

/** What is wrong with a new password; undefined where nothing is. */
export const newPasswordFault = (password: string): string | undefined =>
  password.length < SHORTEST_PASSWORD ? `A password has ${PASSWORD_RULE}; this one is shorter` : undefined;
