// Wording for components: catalogue, dates and numbers of the chosen language, by context.
import { createContext, useContext } from 'react';
import { textFor, type Language, type Text } from '#shared/text/catalogue';
import { datesFor, numberText, type Dates } from '#shared/text/dates';
import { sizeText } from '#shared/text/sizes';

export type Words = {
  readonly language: Language;
  readonly text: Text;
  readonly dates: Dates;
  readonly number: (value: number) => string;
  readonly size: (bytes: number) => string;
};

export function wordsFor(language: Language, timeZone: string): Words {
  return {
    language,
    text: textFor(language),
    dates: datesFor(language, timeZone),
    number: (value) => numberText(language, value),
    size: (bytes) => sizeText(language, bytes),
  };
}

export const WordsContext = createContext<Words>(wordsFor('it', 'Europe/Rome'));

export function useWords(): Words {
  return useContext(WordsContext);
}
