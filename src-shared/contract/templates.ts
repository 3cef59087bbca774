// Texts kept to be used again. The screen fills the fields and puts the result into a draft; the core
// keeps the template as it was written.
import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { MessageTemplate, TemplateContent, TemplateId } from '#shared/model/message-template';

const templateId = z
  .string()
  .regex(/^[0-9a-f-]{36}$/)
  .transform((text) => text as TemplateId);
const content: z.ZodType<TemplateContent> = z.strictObject({
  name: z.string().trim().min(1).max(100),
  subject: z.string().max(900),
  text: z.string().max(200_000),
});

export const templatesContract = {
  templates: {
    /** By name. */
    list: oc.output(type<readonly MessageTemplate[]>()),
    /** `id` null: a new one. */
    save: oc.input(z.strictObject({ id: templateId.nullable(), content })).output(type<MessageTemplate>()),
    remove: oc.input(z.strictObject({ id: templateId })).output(type<null>()),
  },
};
