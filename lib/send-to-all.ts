import type { Association } from './association';
import type { OutgoingMessage, SCTPSendCallback, SCTPSendOptions } from './message';

/** What can be said of a message to all; a path would be of one association. */
export type SCTPSendToAllOptions = Omit<SCTPSendOptions, 'address'>;

/** What became of a message to all, of each association once. */
export interface SCTPSendToAllResult {
  /** The associations whose message the stack has taken. */
  associationIds: number[];
  /** Those whose message it has not, and why. */
  failures: { associationId: number; error: Error }[];
}

/**
 * Sends a message to each association by itself, in one batch. SCTP_SENDALL (RFC 6458 section 5.3.4)
 * would be one call, but both stacks stop at the first association that has no room and say neither
 * which nor whether others have been served; and what waits here for an association would be
 * overtaken.
 *
 * @internal
 */
export async function sendToEach(
  associations: readonly Association[],
  message: OutgoingMessage,
  send: (association: Association, message: OutgoingMessage) => unknown,
): Promise<SCTPSendToAllResult> {
  const result: SCTPSendToAllResult = { associationIds: [], failures: [] };
  const sendTo = (association: Association): Promise<void> =>
    new Promise((resolve) => {
      const associationId = association.id;
      const callback: SCTPSendCallback = (error) => {
        if (error === null) result.associationIds.push(associationId);
        else result.failures.push({ associationId, error });
        resolve();
      };
      try {
        send(association, { ...message, callback });
      } catch (error) {
        callback(error as Error);
      }
    });
  await Promise.all(associations.map(sendTo));
  return result;
}
