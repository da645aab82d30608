"""Word lists for the generated conversations. All of them are written by hand for this project."""


def words(text):
    """The words of a text."""
    return text.split()


def items(text):
    """What stands between semicolons; a line break counts as a space."""
    return [item.strip() for item in text.replace("\n", " ").split(";")]


def lines(text):
    """The lines of a text."""
    return text.strip().split("\n")


def pairs(text):
    """What stands between semicolons, each with a colon between its two halves."""
    return [tuple(item.split(":")) for item in items(text)]


NAMES = words("""
Emma Liam Olivia Noah Ava Ethan Sophia Mason Isabella Lucas Mia Logan Charlotte James Amelia Aiden Harper Elijah
Evelyn Oliver Abigail Jacob Emily Michael Ella Benjamin Scarlett Alexander Grace William Chloe Daniel Lily Henry
Aria Jackson Zoey Sebastian Nora Jack Hannah Owen Leah Samuel Stella Matthew Hazel Joseph Violet Levi Aurora David
Savannah John Audrey Wyatt Brooklyn Carter Bella Julian Claire Luke Skylar Grayson Lucy Isaac Paisley Jayden Anna
Theodore Caroline Gabriel Maya Anthony Natalie Dylan Kennedy Leo Sarah Lincoln Allison Jaxon Gabriella Asher Madelyn
Christopher Cora Josiah Ruby Andrew Eva Thomas Serenity Joshua Autumn Ezra Adeline Hudson Hailey Charles Gianna
Caleb Valentina Isaiah Eliana Ryan Quinn Nathan Ivy Adrian Sadie Christian Piper Maverick Lydia Colton Alexa Elias
Josephine Aaron Julia Eli Delilah Landon Arianna Jonathan Vivian Nolan Kaylee Hunter Sophie Cameron Brielle Connor
Madeline Santiago Peyton Jeremiah Rylee Ezekiel Clara Angel Hadley Roman Melanie Easton Mackenzie Miles Reagan
Robert Adalynn Jameson Liliana Nicholas Aubree Greyson Jade Cooper Katherine Ian Isabelle Axel Natalia Xavier
Raelynn Dominic Maria Parker Athena Adam Ximena Kayden Arya Leon Leilani Jose Taylor Carson Faith Kai Rose Everett
Kylie Kingston Alice Rowan Mary Bentley Margaret Weston Ariana Ashton Amaya Micah Eliza Zachary Alexis Jordan Esther
Vincent Kate Milo Daniella Ryder Elise Theo Tessa Wesley Mila Felix Lena Oscar Greta Hugo Ingrid Otto Freya Bruno
Astrid Anton Sigrid Emil Linnea Viktor Petra Boris Olga Ivan Tanya Dmitri Irina Pavel Nadia Marek Zofia Jakub Agata
Andrei Elena Mihai Ioana Carlos Lucia Diego Carmen Miguel Rosa Pablo Ines Javier Marta Pedro Catarina Joao Beatriz
Rafael Camila Bianca Enzo Giulia Matteo Chiara Lorenzo Paola Marco Silvia Pierre Camille Louis Manon Antoine
Juliette Hiroshi Yuki Kenji Sakura Haruto Aiko Takeshi Naomi Wei Mei Jin Ling Chen Min Jun Hana Soo Jisoo Arjun
Priya Rohan Anjali Vikram Meera Sanjay Kavya Rahul Deepa Ahmed Fatima Omar Layla Yusuf Amina Hassan Zainab Ali Noor
Kofi Ama Kwame Abena Chidi Ngozi Tunde Amara Sipho Thandi Moses Wanjiru Tariq Samira Karim Yasmin Idris Salma Jonas
Sara Magnus Frida Lars Karin Nils Ebba Finn Saoirse Declan Aoife Callum Isla Angus Rhona Gareth Megan Rhys Carys
Martin Susan Peter Nancy George Helen Frank Donna Paul Laura Steve Karen Brian Linda Kevin Betty Mark Sandra Gary
Ruth Edward Sharon Ronald Michelle Timothy Carol Jason Amanda Jeffrey Dorothy Scott Melissa Eric Deborah Stephen
Stephanie Larry Rebecca Justin Cynthia Brandon Kathleen Gregory Amy Patrick Angela
""")

FIRST_SYLLABLES = words("""
ba be bi bo ca co da de di do fa fe fi ga go ha he hi jo ju ka ke ki ko la le li lo lu ma me mi mo na ne ni no pa pe
po ra re ri ro sa se si so ta te ti to va ve vi wi ya yo za ze zo bra cla dra fre gri kle pri tri sha the
""")

LAST_SYLLABLES = words("""
l n r s th m nna lla rra ssa x k t d lia na ra la ris ton den win bert mond ric vin dor mir len ria nia tta sha ya
ska
""")

COLORS = words("""
red blue green yellow orange purple pink brown black white gray silver gold turquoise teal violet indigo crimson
scarlet navy maroon beige lavender cyan magenta olive coral mint peach amber
""")

PETS = words("""
cat dog hamster rabbit parrot goldfish turtle pony guinea-pig canary lizard snake ferret mouse horse duck hen goat
puppy kitten
""")

PET_NAMES = words("""
Biscuit Shadow Luna Max Rocky Daisy Pepper Coco Milo Whiskers Ginger Patch Smokey Buddy Bubbles Nibbles Snowball
Oreo Pumpkin Ziggy Tiger Peanut Cookie Mittens Sunny Rusty Bandit Waffles Marble Pickles Cocoa Dusty Hazel Olive
Maple Storm Pixie Socks Toffee Noodle Button Clover Pebble Rex Fluffy Spot Felix Nemo Kiwi Mango
""")

CITIES = words("""
London Paris Berlin Madrid Rome Vienna Prague Lisbon Dublin Oslo Stockholm Helsinki Copenhagen Warsaw Budapest
Athens Amsterdam Brussels Zurich Geneva Milan Naples Venice Florence Barcelona Seville Porto Lyon Marseille Hamburg
Munich Cologne Leipzig Dresden Krakow Toronto Montreal Vancouver Chicago Boston Seattle Denver Austin Dallas Houston
Phoenix Miami Atlanta Detroit Portland Tokyo Osaka Kyoto Seoul Busan Beijing Shanghai Taipei Bangkok Hanoi Manila
Jakarta Singapore Delhi Mumbai Chennai Kolkata Dhaka Karachi Lahore Dubai Cairo Nairobi Lagos Accra Casablanca Tunis
Sydney Melbourne Perth Auckland Wellington Lima Bogota Quito Santiago Havana Leeds Bristol York Glasgow Cardiff
Belfast Cork Bath Oxford Cambridge Salzburg Graz Basel Bern Ghent Bruges Utrecht Turin Bologna Pisa Malmo Bergen
Tampere Riga Vilnius Tallinn Zagreb Split Sofia Varna
""")

HOBBIES = items("""
painting; swimming; reading; cooking; gardening; hiking; cycling; dancing; singing; fishing; knitting; chess;
running; photography; drawing; baking; surfing; skiing; climbing; yoga; tennis; football; basketball; pottery;
sailing; writing; juggling; birdwatching; astronomy; playing the guitar; playing the piano; playing the violin;
collecting stamps; video games; board games
""")

FOODS = items("""
pizza; pasta; sushi; curry; soup; salad; pancakes; waffles; noodles; rice; tacos; burgers; sandwiches; chocolate;
ice cream; cheese; apples; strawberries; mangoes; bananas; lasagna; dumplings; ramen; falafel; hummus; bread;
cookies; apple pie; mashed potatoes; fried chicken; risotto; paella; kimchi; goulash; omelettes
""")

JOBS = words("""
teacher nurse doctor engineer farmer baker chef pilot writer painter gardener carpenter plumber electrician
programmer designer dentist lawyer librarian mechanic musician photographer scientist student driver tailor
architect firefighter florist translator
""")

CHARACTERS = items("""
fox; rabbit; bear; owl; mouse; cat; dog; wolf; lion; tiger; elephant; turtle; frog; duck; hen; goat; horse; pony;
squirrel; hedgehog; badger; otter; beaver; penguin; seal; whale; dolphin; crab; snail; bee; butterfly; ant; spider;
dragon; unicorn; robot; wizard; witch; knight; princess; prince; king; queen; pirate; sailor; farmer; baker;
painter; clockmaker; gardener; fisherman; teacher; inventor; astronaut; ghost; giant; dwarf; elf; fairy; mermaid;
snowman; scarecrow; cloud; star; little girl; little boy; young girl; young boy; old man; old woman; monkey; parrot;
panda; koala; kangaroo; giraffe; zebra; hippo; camel; donkey; sheep; cow; pig; goose; swan; crow; raven; sparrow;
eagle; bat; deer; moose; raccoon; skunk; mole; lizard; toad; octopus; shark; jellyfish; firefly; dinosaur; phoenix;
lighthouse keeper; librarian; musician; detective; explorer; train driver; postman; shepherd; carpenter; chef;
tailor
""")

ADJECTIVES = words("""
little tiny small brave shy clever curious lonely happy sleepy kind old young quiet cheerful gentle grumpy proud
lost hungry friendly wise funny careful silly
""")

OBJECTS = words("""
lantern key map book bell stone ring hat umbrella feather shell coin mirror kite clock flute drum boat blanket
basket candle letter compass acorn seed flower pearl button ribbon scarf teapot violin telescope box crown balloon
ladder bucket paintbrush star egg apple cake wheel whistle jar rope backpack spoon puzzle
""")

PLACES = items("""
forest; village; castle; mountain; valley; island; river; lake; garden; desert; meadow; harbor; city; farm; beach;
cave; swamp; library; market; school; lighthouse; mill; orchard; jungle; town; space station; moon base; museum;
bakery; old house; train station; windmill
""")

THINGS = words("""
apples oranges books stones coins flowers stars buttons shells birds
""")

WORDS = words("""
adventure apple banana basket blanket bottle bread bridge brush butterfly button camera candle chair chalk cherry
chocolate circle clock cloud coffee computer context cookie cotton crown desert dragon drum eagle earth elephant
ember engine expert family feather finger flame flower forest friend friendly garden ghost glass grape grass green
guitar hammer hello honey horse hospital house island jacket juice jungle kettle keyboard kitchen knife ladder lemon
letter light lizard magnet market meadow melon memory metal mirror model money monkey morning mountain mouse music
needle night number ocean orange paint paper peach pencil pepper piano picture pillow planet plant plum pocket
potato puzzle queen rabbit radio river robot rocket router saddle salad school shadow sheep shell shirt silver smile
snake snow spider spoon spring square star stone storm sugar summer sunset sword table thunder ticket tiger token
tomato tooth tower train truck tunnel turtle umbrella valley velvet violin wagon walnut water whale wheel whisper
window winter wizard wonder world yellow zebra
""")

PHRASES = lines("""
the sky is blue
I love my garden
hello world
good morning everyone
cats like warm places
the train leaves at noon
my tea is too hot
winter is coming soon
we are going home
the moon is bright tonight
all is well that ends well
practice makes perfect
slow and steady wins the race
the early bird catches the worm
a cup of tea please
open the window
three blue birds
the quick brown fox
never stop learning
local models are private
this is a test
one two three
I like green apples
the river runs to the sea
music makes me happy
the cat sat on the mat
time flies
every cloud has a silver lining
tomorrow is a new day
stars shine at night
read more books
be kind to others
the soup is ready
my bike is fast
the door is closed
it is raining again
a bird in the hand
look before you leap
we can do it
the old clock ticks
""")

CAPITALS = pairs("""
France:Paris; Germany:Berlin; Spain:Madrid; Italy:Rome; Portugal:Lisbon; Austria:Vienna; Switzerland:Bern;
Belgium:Brussels; the Netherlands:Amsterdam; Luxembourg:Luxembourg; Ireland:Dublin; the United Kingdom:London;
Iceland:Reykjavik; Norway:Oslo; Sweden:Stockholm; Finland:Helsinki; Denmark:Copenhagen; Poland:Warsaw; the Czech
Republic:Prague; Slovakia:Bratislava; Hungary:Budapest; Romania:Bucharest; Bulgaria:Sofia; Greece:Athens;
Turkey:Ankara; Serbia:Belgrade; Croatia:Zagreb; Slovenia:Ljubljana; Albania:Tirana; Ukraine:Kyiv; Estonia:Tallinn;
Latvia:Riga; Lithuania:Vilnius; Russia:Moscow; Georgia:Tbilisi; Armenia:Yerevan; China:Beijing; Japan:Tokyo; South
Korea:Seoul; Mongolia:Ulaanbaatar; Vietnam:Hanoi; Thailand:Bangkok; Laos:Vientiane; Cambodia:Phnom Penh;
Malaysia:Kuala Lumpur; Indonesia:Jakarta; the Philippines:Manila; India:New Delhi; Nepal:Kathmandu;
Bangladesh:Dhaka; Pakistan:Islamabad; Afghanistan:Kabul; Iran:Tehran; Iraq:Baghdad; Saudi Arabia:Riyadh;
Jordan:Amman; Lebanon:Beirut; Syria:Damascus; Qatar:Doha; Oman:Muscat; Egypt:Cairo; Morocco:Rabat; Algeria:Algiers;
Tunisia:Tunis; Libya:Tripoli; Nigeria:Abuja; Ghana:Accra; Kenya:Nairobi; Ethiopia:Addis Ababa; Uganda:Kampala;
Senegal:Dakar; Angola:Luanda; Zambia:Lusaka; Zimbabwe:Harare; Canada:Ottawa; the United States:Washington, D.C.;
Mexico:Mexico City; Cuba:Havana; Jamaica:Kingston; Brazil:Brasilia; Argentina:Buenos Aires; Chile:Santiago;
Peru:Lima; Colombia:Bogota; Ecuador:Quito; Bolivia:Sucre; Uruguay:Montevideo; Paraguay:Asuncion; Venezuela:Caracas;
Australia:Canberra; New Zealand:Wellington; Fiji:Suva
""")

OPPOSITES = pairs("""
hot:cold; big:small; tall:short; fast:slow; happy:sad; light:dark; up:down; left:right; day:night; open:closed;
hard:soft; wet:dry; old:new; young:old; rich:poor; strong:weak; loud:quiet; clean:dirty; full:empty; early:late;
easy:difficult; heavy:light; high:low; near:far; thick:thin; wide:narrow; deep:shallow; sharp:dull; sweet:sour;
smooth:rough; brave:afraid; kind:cruel; polite:rude; true:false; right:wrong; first:last; begin:end; start:stop;
push:pull; win:lose; buy:sell; give:take; love:hate; laugh:cry; remember:forget; arrive:leave; enter:exit;
inside:outside; above:below; before:after; always:never; more:less; many:few; all:none; yes:no; on:off; in:out;
front:back; top:bottom; north:south; east:west; summer:winter; black:white; good:bad; beautiful:ugly; noisy:silent;
safe:dangerous; cheap:expensive; simple:complicated; asleep:awake; alive:dead; hello:goodbye; friend:enemy;
question:answer; success:failure; long:short; warm:cool; bright:dim; tight:loose
""")

ANIMAL_SOUNDS = pairs("""
dog:woof; cat:meow; cow:moo; pig:oink; sheep:baa; duck:quack; horse:neigh; rooster:cock-a-doodle-doo; hen:cluck;
lion:roar; mouse:squeak; frog:ribbit; bee:buzz; snake:hiss; owl:hoot; crow:caw; wolf:howl; donkey:hee-haw;
turkey:gobble; goat:maa; bird:tweet; elephant:trumpet; bear:growl; monkey:ooh ooh ah ah; pigeon:coo
""")

JOKES = lines("""
Why did the computer go to the doctor? Because it had a virus!
Why was the math book sad? It had too many problems.
What do you call a bear with no teeth? A gummy bear!
Why did the scarecrow win a prize? He was outstanding in his field.
What do you get when you cross a snowman and a dog? Frostbite!
Why can't a bicycle stand on its own? It is two-tired.
What do you call a sleeping dinosaur? A dino-snore!
Why did the token cross the network? To reach the right expert!
What is a robot's favorite snack? Computer chips!
Why do bees have sticky hair? Because they use honeycombs.
What did one wall say to the other? I'll meet you at the corner!
Why did the cookie go to the nurse? It felt crumby.
What kind of tree fits in your hand? A palm tree!
Why are ghosts bad liars? You can see right through them.
What do you call a fish without eyes? A fsh!
Why did the tomato turn red? It saw the salad dressing.
How does the ocean say hello? It waves!
What do clouds wear under their shorts? Thunderwear!
Why did the router get promoted? It always knew which expert to ask.
What has four wheels and flies? A garbage truck!
""")

RIDDLES = lines("""
What has keys but can't open locks?:A piano.
What has hands but can't clap?:A clock.
What gets wetter the more it dries?:A towel.
What has a neck but no head?:A bottle.
What goes up but never comes down?:Your age.
What has one eye but can't see?:A needle.
What has many teeth but can't bite?:A comb.
What can you catch but not throw?:A cold.
What has words but never speaks?:A book.
What runs but never walks?:A river.
""")

FUN_FACTS = lines("""
Honey never spoils if it is kept in a closed jar.
Octopuses have three hearts.
A group of flamingos is called a flamboyance.
Bananas are berries, but strawberries are not.
The Eiffel Tower can grow a few centimeters taller in summer heat.
Sea otters hold hands while they sleep.
A day on Venus is longer than a year on Venus.
Butterflies taste with their feet.
Wombats make cube-shaped droppings.
The heart of a blue whale is about the size of a small car.
Sharks are older than trees.
A bolt of lightning is hotter than the surface of the Sun.
Cows have best friends and like to stay close to them.
Sloths can hold their breath longer than dolphins.
The shortest war in history lasted less than an hour.
""")
UNUSUAL_CHARACTERS = items("""
mushroom; teacup; cactus; pancake; shoe; pencil; train; boat; tree; river; cookie; pumpkin; carrot; potato;
spaceship; submarine; tractor; bus; bicycle; chair; lamp; sock; moon; mountain; raindrop; leaf; pebble; sandcastle;
kite; violin; trumpet; computer; tablet; camera; satellite; rocket; volcano; dog trainer; magician; juggler; nurse;
doctor; pilot; mechanic; tiger cub; wolf pup; seahorse; starfish; lobster; peacock; flamingo; ostrich; chameleon;
iguana; walrus; lynx; puma; beetle; grasshopper; caterpillar; ladybug; woodpecker; pelican; stork; falcon
""")

GIRL_NAMES = words("""
Lila Mina Rosie Tilly Nora Daisy Luna Poppy Ivy Wren Ella Pearl Bella Hazel Molly Suki Fern Ruby Willow Clara
""")

BOY_NAMES = words("""
Finn Oscar Milo Bram Toby Otto Felix Jasper Hugo Leo Rufus Pip Basil Theo Max Benny Ollie Gus Robin Sam
""")

TOPICS = items("""
the French Revolution; quantum physics; ancient Rome; black holes; the economy; climate change; the stock market;
medieval art; DNA; philosophy; the Industrial Revolution; relativity; ancient Egypt; evolution; the Renaissance;
inflation; Greek mythology; calculus; genetics; opera; world trade; taxes; biology; modern art; politics; space
travel; the brain; organic chemistry; the Middle Ages; jazz
""")

PEOPLE = items("""
Einstein; Napoleon; Shakespeare; Mozart; Cleopatra; Newton; Picasso; Marie Curie; Darwin; Beethoven; Galileo; Tesla;
Gandhi; Leonardo da Vinci; Julius Caesar; Aristotle; Lincoln; Columbus; Plato; Chopin
""")

NOUNS = words("""
phone car laptop house tree bird fish river mountain country city book film song game team player king queen planet
star engine bridge tower road school bank shop train plane ship camera watch shoe shirt cake cheese wine tea bread
fruit flower bone muscle tooth eye hand heart brain horse spider insect molecule atom metal gas battery screen
keyboard printer window door roof wall garden chair table lamp museum church castle painter writer singer actor
doctor lawyer farmer pilot company bank tax law war treaty virus vaccine pill diet sport ball goal medal festival
holiday dance opera poem novel comic cartoon website app password file folder server database router cable robot
drone rocket satellite telescope glacier desert island volcano storm earthquake cloud
""")

SUPERLATIVES = items("""
best; worst; biggest; smallest; oldest; newest; fastest; slowest; tallest; longest; deepest; richest; strongest;
lightest; heaviest; most famous; most popular; most expensive; most beautiful; most dangerous; most common; rarest
""")

VERBS = words("""
clean repair build choose paint draw grow sell rent wash store install remove open close cut cook freeze dry lift
move feed catch tame plant water measure weigh count print scan copy record tune polish sharpen replace protect
organize decorate pack ship test design
""")

ROLES = items("""
emperor; president; prime minister; mayor; pope; director; inventor; captain; founder; winner; champion; author;
owner; leader; astronaut; judge; chancellor; sultan
""")

TITLES = items("""
The Little Prince; Romeo and Juliet; Star Wars; The Lord of the Rings; Titanic; King Lear; Frankenstein; Dracula;
The Matrix; Robin Hood; Anna Karenina; Treasure Island; Alice in Wonderland; Harry Potter; Othello; Carmen; Ulysses;
Emma; Dune; The Odyssey
""")
