// Texts kept to be used again.
import { randomUUID } from 'node:crypto';
import type { Builder } from '#main/core/router';
import type { CoreServices } from '#main/core/services';
import { listTemplates, putTemplate, removeTemplate, templateCount, templateOf } from '#main/store/message-template';
import { AppError } from '#shared/model/app-error';
import { asTemplateId, type MessageTemplate, type TemplateContent, type TemplateId } from '#shared/model/message-template';

const MOST_TEMPLATES = 500;

export function templateHandlers(builder: Builder, { store, clock, events }: CoreServices) {
  function save(id: TemplateId | null, content: TemplateContent): MessageTemplate {
    const template = { ...content, id: id ?? asTemplateId(randomUUID()), changedAt: clock.now() };
    store.write(
      (tx) => {
        // One that another window deleted meanwhile is kept again: what was typed is not lost.
        if (templateOf(tx, template.id) === null && templateCount(tx) >= MOST_TEMPLATES)
          throw new AppError('input.invalid', { values: { field: 'templates' } });
        putTemplate(tx, template.id, content, template.changedAt);
      },
      { durable: true },
    );
    events.drafts();
    return template;
  }

  return {
    templates: {
      list: builder.templates.list.handler(() => store.read((tx) => listTemplates(tx, MOST_TEMPLATES))),
      save: builder.templates.save.handler(({ input: { id, content } }) => save(id, content)),
      remove: builder.templates.remove.handler(({ input: { id } }) => {
        store.write((tx) => removeTemplate(tx, id), { durable: true });
        events.drafts();
        return null;
      }),
    },
  };
}
