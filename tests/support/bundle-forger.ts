// What somebody does who alters a bundle and then makes everything in it fit again, but for what others signed:
// scripts of bash, given in the bundle's folder.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { filesUnder } from './evidence-lab.ts';

const MANIFESTS = `for n in 256 512; do find data -type f | LC_ALL=C sort | xargs sha\${n}sum > manifest-sha$n.txt; done`;
const ROOT = `find . -type f ! -path './data/*' ! -path './attest/*' ! -path ./tagmanifest-sha256.txt | cut -c3- | LC_ALL=C sort | xargs sha256sum > ../tag; mv ../tag tagmanifest-sha256.txt`;
const INVENTORY = `import json,hashlib,os
m=json.load(open('data/manifest.json'))
rows=[]
for d,_,names in os.walk('data'):
  for n in names:
    p=os.path.join(d,n)
    if p=='data/manifest.json': continue
    b=open(p,'rb').read()
    rows.append(dict(path=p,size=len(b),sha256=hashlib.sha256(b).hexdigest(),sha512=hashlib.sha512(b).hexdigest()))
m['files']=sorted(rows,key=lambda r:r['path'])
`;

function python(script: string): string {
  return `python3 - <<'PY'\n${script}\nPY`;
}

/** `change`: Python that has the inventory as `m`. The signature of the installation goes, for nobody else can make it. */
export function remade(copy: string, change = ''): string {
  rmSync(path.join(copy, 'attest'), { recursive: true, force: true });
  return ['set -e', python(`${INVENTORY}${change}\njson.dump(m,open('data/manifest.json','w'))`), MANIFESTS, ROOT].join('\n');
}

function fileOf(copy: string, role: string): string {
  const found = filesUnder(copy).find((file) => file.includes(`-${role}-`));
  if (found === undefined) throw new Error(`no ${role}`);
  return found;
}

export const FORGERIES: readonly (readonly [string, (copy: string) => string, string])[] = [
  [
    'a non-delivery named a delivery',
    (copy) => {
      const from = fileOf(copy, 'mancata-consegna');
      const to = from.replace('-mancata-consegna-', '-consegna-');
      const change = `for row in m['messages']:\n  if row['path']=='${from}': row.update(path='${to}',role='consegna')`;
      return `mv '${from}' '${to}'; sed -i 's#${from}#${to}#g' verifica.sh LEGGIMI.txt README.txt\n${remade(copy, change)}`;
    },
    'bundle.claims',
  ],
  [
    'an answer that says delivered where no receipt does',
    (copy) => `sed -i '1s/"status":"failed"/"status":"delivered"/' data/report/verification.json\n${remade(copy)}`,
    'bundle.claims',
  ],
  [
    'an inventory that names another recipient',
    (copy) =>
      remade(
        copy,
        `for row in m['messages']:\n  d=(row.get('signature') or {}).get('daticert')\n  if d and d['consegna']: d['consegna']='altri@pec.example'`,
      ),
    'bundle.claims',
  ],
  [
    'an inventory that tells another time',
    (copy) =>
      remade(copy, `for row in m['messages']:\n  d=(row.get('signature') or {}).get('daticert')\n  if d: d['time']='2019-01-01T09:30:04Z'`),
    'bundle.claims',
  ],
  [
    'a certified datum beside its message changed',
    (copy) => {
      const folder = `data/derived/${/(\d{4})-consegna/.exec(fileOf(copy, 'consegna'))?.[1] ?? ''}`;
      return `sed -i 's/avvenuta-consegna/errore-consegna/' ${folder}/daticert.xml\n${remade(copy)}`;
    },
    'bundle.derived',
  ],
  [
    'an entry of the log that tells another time',
    (copy) => `sed -i '/message.stored/s/"at":"20../"at":"2019/' data/audit/entries.jsonl\n${remade(copy)}`,
    'bundle.log',
  ],
  [
    'the entries of a message left out of the log',
    (copy) =>
      remade(
        copy,
        `path='data/audit/entries.jsonl'
lines=open(path).read().splitlines()
first=next(json.loads(l)['data']['blob'] for l in lines if '"event":"message.stored"' in l)
for l in lines:
  if first in l: os.remove('data/audit/proofs/%d.path'%json.loads(l)['seq'])
open(path,'w').write(''.join(l+chr(10) for l in lines if first not in l))
`,
      ) + `\n${remade(copy)}`,
    'bundle.log',
  ],
];

/** The sent message under new bytes (`edit`: Python that changes `b`), with name, inventory and reports made to fit. */
export function sentForgery(copy: string, edit: string): string {
  const change = `import re
old=next(r for r in m['messages'] if r['role']=='inviato')
b=open(old['path'],'rb').read()
before=b
${edit}
assert b!=before
new=hashlib.sha256(b).hexdigest()
path='data/messages/%04d-inviato-%s.eml'%(old['n'],new[:16])
os.remove(old['path']); open(path,'wb').write(b)
for name in ('LEGGIMI.txt','README.txt','verifica.sh'):
  text=open(name).read().replace(old['path'],path); open(name,'w').write(text)
reports=open('data/report/verification.json').read().replace(old['sha256'],new)
open('data/report/verification.json','w').write(reports)
old.update(path=path,sha256=new,sha512=hashlib.sha512(b).hexdigest(),size=len(b))
json.dump(m,open('data/manifest.json','w'))`;
  // The log in the bundle would tell: whoever forges a bundle leaves it out, with its commands.
  const noLog = String.raw`rm -rf data/audit; sed -i "/^echo '== 5 data\/audit'/,/^echo 'SUPERATO/{/^echo 'SUPERATO/!d}" verifica.sh`;
  return `${noLog}\n${remade(copy, `m['audit']=None\n${change}`)}\n${remade(copy)}`;
}
