// The service of a document by a lawyer.
import type { NotificationService } from '#main/core/notification-service';
import type { Builder } from '#main/core/router';

export function notificationHandlers(builder: Builder, notification: NotificationService) {
  return {
    notification: {
      check: builder.notification.check.handler(({ input: { form } }) => notification.check(form)),
      make: builder.notification.make.handler(({ input: { form } }) => notification.make(form)),
    },
  };
}
