/** The text that quantization levels are compared on: its origin is told in this folder's README. */
export const referenceText = `The lighthouse at Carrow Point had not needed a keeper for thirty years, but the town still paid one. It was written into the harbour charter, and nobody on the council wanted to be the person who took it out. So every spring they advertised the post in the county paper, and every spring somebody odd enough applied.

This year it was a retired mathematics teacher called Ruth Amsel. She arrived on the morning ferry with two suitcases, a box of tinned fish and a cat in a basket. The harbour master, who had expected a young poet, carried the heavier suitcase up the hill and tried not to show that he was out of breath.

"You know the lamp works by itself," he said at the door.

"I was told."

"And the horn. And the weather station. There is really nothing to do."

"In that case," said Ruth, "I will do it carefully."

She was as good as her word. On the first day she cleaned the windows of the lantern room, all forty of them, inside and out. On the second day she found the old logbooks in a cupboard under the stairs and read them from the beginning. The early keepers had written down everything: the wind, the ships, the price of oil, a whale on the rocks in the winter of 1887. The later ones wrote less and less, until the last book held nothing but dates with a small tick beside each of them.

Ruth sharpened a pencil and began a new page. Wind from the west, she wrote. Eleven boats out before seven. Cat unhappy about the gulls.

By the end of the month people had begun to walk up the hill to read what she had written about them.

How bread rises

Bread is mostly flour and water, and neither of them is very interesting alone. What makes a loaf is time. When flour is wetted, two of its proteins join into long elastic strands that we call gluten. Kneading lines these strands up, much as combing does with tangled hair, and the dough becomes smooth and springy. If you stretch a piece between your fingers and can almost see light through it before it tears, you have kneaded enough.

Yeast does the rest. It is a living fungus that feeds on the sugars in the flour and gives off carbon dioxide and a little alcohol. The gas collects in bubbles, and the gluten holds the bubbles in. In a warm kitchen a dough may double in an hour; in a refrigerator it will take the whole night, and it will taste better for it, because slow yeast leaves more acids and more flavour behind.

In the oven three things happen, one after the other. First the bubbles grow quickly, as the gas in them expands and the last of the water turns to steam. Then, at about seventy degrees, the starch swells and sets, so that the loaf keeps its shape. Finally the surface dries out, grows hotter than the inside ever does, and turns brown. The smell that fills the house comes from that last step. It is worth waiting until the bread has cooled before you cut it, although almost nobody does.

Questions about the night sky

Why do stars twinkle? A star is so far away that its light reaches us as a single point. On its last few kilometres that light passes through air that is never still, and each pocket of warm or cold air bends it by a tiny amount. The point seems to tremble. Planets are nearer and show a small disc, so that the trembling of one side is made up for by the other. This is why a bright light that does not twinkle is usually a planet.

Why is the sky dark at night? It sounds like a foolish question, but it puzzled astronomers for centuries. If the universe were endless and had always been full of stars, then every line of sight would end on the surface of one, and the whole sky would shine like the sun. It does not, because the universe has a beginning. Light from the most distant stars has not had the time to arrive.

Can you see a satellite without a telescope? Yes, on most clear evenings. Look for a steady point that crosses the sky in four or five minutes without any blinking. It shines because the sun, which has already set for you, still reaches it several hundred kilometres above your head. When it fades away in the middle of the sky, it has just flown into the shadow of the Earth.

A letter to the new tenants

Dear neighbours,

Welcome to number 14. Since I have lived on the ground floor for longer than anybody can remember, the landlord asked me to write down what is useful to know about the house.

The front door sticks in wet weather. Lift the handle while you push. The bell of the second floor does not work and never has; visitors should call you, or throw something small and soft at the window.

Rubbish is collected on Tuesday, paper on every other Thursday. Please put the bins back into the yard on the same day, because the wind tends to carry them down the street, and the people at number 20 have stopped finding it funny.

The heating comes on in October. It will knock for the first week. This is air in the pipes and not, as the previous tenants believed, the ghost of a plumber. If a radiator stays cold at the top, I have the little key for it and will show you what to do.

The cellar belongs to all of us. The shelf on the left is yours. The bicycle without wheels belongs to no one we have been able to find.

In summer we eat together in the yard on the first Sunday of the month. Everybody brings a dish and a chair. You are expected, children and dogs included.

With kind regards,
Ida Lorenzen

On keeping a notebook

People who keep a notebook are often asked what they write in it, as if there were a secret. There is none. A notebook is a place to put things so that you need not carry them. A line that you overheard on the bus, the name of a colour, the reason why you were angry on Monday, which seemed so important and which you would have forgotten by Friday.

The value lies less in reading it again than in having looked. Whoever intends to write down one thing a day goes through the day a little more awake. You notice that the baker hums when the shop is empty, and that the tree in front of the library loses its leaves from the top. None of this is useful. All of it is yours.

There are only two rules. The first is to carry it with you, since the best thoughts do not wait until you are back at a desk. The second is to write badly. A notebook that must be beautiful stays empty. Cross things out, spell them wrong, draw an arrow from one page to another. Nobody is going to mark it.

The meeting

The committee for the village pond met on a Wednesday, because on Wednesdays there was no football. Present were Mr. Hale, who had called the meeting, Mrs. Okafor, who kept the minutes, and young Tom Reeve, who had come in by mistake and had been too polite to leave.

"There are three possibilities," said Mr. Hale. "We can clean the pond, we can fill it in, or we can go on as before."

"What did we do last year?" asked Mrs. Okafor.

"We went on as before."

"And the year before that?"

"We formed this committee."

Tom raised his hand. "What is wrong with the pond?"

They both looked at him. It was, Mrs. Okafor said later, the first time in four years that anyone had asked. Mr. Hale opened his folder, closed it again, and walked over to the window, from which one could see the water, brown and perfectly calm, with six ducks on it.

"It smells in August," he said at last.

"Only in August?"

"Only when it is hot."

"My uncle had that with his," said Tom. "He put in some reeds and stopped people feeding the ducks. It took about a year."

Mrs. Okafor wrote it down. Reeds, she wrote. No bread. One year. Then she drew a line under it, and put the cap back on her pen.

How to find your way without a map

Suppose that you have lost the path in a wood, that the telephone is flat and that it will be dark in three hours. The first thing to do is to stop. Most people who are lost walk faster, and most people who walk faster get further away. Sit down, drink something, and think about the last place where you were certain.

If the sun is out, you know the directions. At midday it stands in the south if you live north of the equator, and in the north if you live south of it. In the morning it is somewhere to the east of that, in the evening to the west. Choose a direction that must cross something long, such as a road, a river or the coast. A village is easy to miss. A river is not.

Then walk in a straight line, which is harder than it sounds. Without a mark to walk towards, we all turn in circles, and not because one leg is stronger, as people like to say, but because small errors add up. So pick a tree straight ahead, walk to it, and pick the next one from there. If two of you are lost together, let one stay behind and call out when the other begins to drift.

Water flows downhill, and people live along it. Smoke, church bells, dogs and the hum of a road carry further in the evening than at noon. And if night comes first, stay where you are. A person who waits under a tree is cold and cross in the morning. A person who walks on in the dark may not be so lucky.

An old clock

My grandfather repaired clocks, and when I was seven he gave me one that could not be repaired. The spring was broken, he explained, and the firm that had made it was gone. I could take it apart as often as I liked.

I took it apart on the kitchen table and laid the wheels out in a row, from the largest to the smallest. There were eleven of them. I counted their teeth and wrote the numbers on a strip of paper. Then I tried to put everything back, and had one wheel too many.

"That happens," he said, and did not help me.

It took me the better part of a winter. I learned that the order of the wheels was not the order of their size, that each of them turned the next one more slowly or more quickly, and that the numbers on my strip of paper, divided by one another, came out as sixty, and as twelve, and as sixty again. Nobody had told me that. It had been inside the clock the whole time.

When the last wheel was in its place, he looked at it through his glass for a while. Then he opened a drawer, and took out a spring.
`;
