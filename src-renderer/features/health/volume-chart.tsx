// Mail by week as bars, and the same numbers as a table: nothing is told by a picture alone.
import type { ReactNode } from 'react';
import { asInstant } from '#shared/model/ids';
import { Disclosure } from '#ui/ui/disclosure.tsx';
import { useWords } from '#ui/ui/words.ts';
import styles from './volume-chart.module.css';

export type Volume = readonly { readonly week: number; readonly received: number; readonly sent: number }[];

const HEIGHT = 96;
const STEP = 40;
const BAR = 14;

export function VolumeChart({ volume }: { readonly volume: Volume }): ReactNode {
  const { text, number, dates } = useWords();
  const words = text.health;
  const most = Math.max(1, ...volume.map(({ received, sent }) => Math.max(received, sent)));
  const tall = (count: number): number => (count / most) * HEIGHT;
  return (
    <section className={styles['section']} aria-label={words.chart}>
      <h2 className={styles['title']}>{words.chart}</h2>
      <p className={styles['legend']}>
        <span className={styles['receivedKey']} aria-hidden="true" /> {words.received}
        <span className={styles['sentKey']} aria-hidden="true" /> {words.sent}
      </p>
      <svg className={styles['chart']} viewBox={`0 0 ${volume.length * STEP} ${HEIGHT + 28}`} aria-hidden="true">
        {volume.map(({ week, received, sent }, index) => (
          <g key={week} transform={`translate(${index * STEP} 0)`}>
            <rect className={styles['received']} x={4} y={HEIGHT - tall(received) + 12} width={BAR} height={tall(received)} />
            <rect className={styles['sent']} x={4 + BAR + 2} y={HEIGHT - tall(sent) + 12} width={BAR} height={tall(sent)} />
            <text className={styles['count']} x={4 + BAR} y={HEIGHT - tall(Math.max(received, sent)) + 9}>
              {number(received + sent)}
            </text>
            <text className={styles['week']} x={4 + BAR} y={HEIGHT + 24}>
              {dates.day(asInstant(week)).slice(0, 5)}
            </text>
          </g>
        ))}
      </svg>
      <Disclosure title={words.numbersTable}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">{words.week}</th>
              <th scope="col">{words.received}</th>
              <th scope="col">{words.sent}</th>
              <th scope="col">{words.total}</th>
            </tr>
          </thead>
          <tbody>
            {volume.map(({ week, received, sent }) => (
              <tr key={week}>
                <th scope="row">{dates.day(asInstant(week))}</th>
                <td>{number(received)}</td>
                <td>{number(sent)}</td>
                <td>{number(received + sent)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Disclosure>
    </section>
  );
}

/** One box in a table cell: bars without words, the total of the weeks beside them. */
export function Spark({ counts }: { readonly counts: readonly number[] }): ReactNode {
  const { number } = useWords();
  const most = Math.max(1, ...counts);
  return (
    <span className={styles['spark']}>
      <svg viewBox={`0 0 ${counts.length * 5} 16`} width={counts.length * 5} height={16} aria-hidden="true">
        {counts.map((count, index) => (
          <rect
            key={index}
            className={styles['received']}
            x={index * 5}
            y={16 - (count / most) * 16}
            width={4}
            height={(count / most) * 16}
          />
        ))}
      </svg>
      <span>{number(counts.reduce((sum, count) => sum + count, 0))}</span>
    </span>
  );
}
