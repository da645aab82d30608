/** Words that stand in almost every text of their language: an entry of one alone would restart every conversation. */
export const commonWords: readonly string[] = [
  'a about after all also an and any are as at be because been but by can could did do for from',
  'had has have he her him his how i if in into is it its just me more my no not now of on',
  'one only or other our out over she so some than that the their them then there these they',
  'this to up us very was we well were what when which who will with would you your',
  'der das und ist nicht ich ein eine zu mit auf den dem sie er es wir von im als auch',
  'le la les et est pas je un une de des du en que qui pour dans ce il elle nous vous sur avec',
  'el los las y es no un una de en que por para con se su lo como más al del',
  'и в не на я что он она это как по но мы вы они из у за от так',
]
  .join(' ')
  .split(' ');
