"""How does a tokenizer learn its words, and whom does it cost?

Predict first: a byte-level tokenizer learns from text that is English but for one twentieth, which is Russian. How many
times as many tokens as an English sentence does the same sentence take in Russian?

Learning  count all pairs of neighbouring tokens, make the most frequent pair a token of its own, again and again; of
          equally frequent ones the pair met first. No token goes beyond a word and the space before it
Start     the bytes of UTF-8, of which a Russian letter has two, or the characters
Measured  on sentences that were not learnt from, each there in both languages; the seed draws which
Source    Sennrich et al. 2016, section 3.2 and algorithm 1; from bytes: Radford et al. 2019, section 2.2; languages
          compared on parallel sentences: Petrov et al. 2023
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from tutor.lab.frames import Frame, Measure, Point, Progress, Table

UNSEEN, EVERY = 24, 10  # sentences kept for measuring; merges between two points
FIRST = 12  # merges that are shown
PIECE = re.compile(r" ?\w+| ?[^\w\s]+|\s")  # a word, or signs, with the space before it

Tokens = tuple[bytes, ...]
Pair = tuple[bytes, bytes]


def run(*, seed: int, merges: int, share: float, start: str, text: str) -> Iterator[Frame]:
    yield Progress(0, merges, "merges")
    parallel = [line.split(" | ") for line in SENTENCES.strip().splitlines()]
    random.Random(seed).shuffle(parallel)
    english, russian = zip(*parallel, strict=True)
    # Only the proportion counts, so each language is there as often as its percentage says.
    learnt_from = Counter[str]()
    for language, percent in ((english, 100 - round(100 * share)), (russian, round(100 * share))):
        learnt_from.update({piece: percent * n for piece, n in Counter(pieces(language[UNSEEN:])).items() if percent})
    measured = {"english": pieces(english[:UNSEEN]), "russian": pieces(russian[:UNSEEN])}

    # What each piece is cut into, so far. To cut a new text is to make the same merges in it, in the same order.
    tokens_of = {piece: begin(piece, start) for piece in pieces([*english, *russian, text])}
    made: list[Pair] = []
    for done in range(merges + 1):
        if done % EVERY == 0 or done == merges:
            for language, its in measured.items():
                yield Point(language, done, length(its, tokens_of) / UNSEEN)
            gap = length(measured["russian"], tokens_of) / length(measured["english"], tokens_of)
            if done == 0:
                yield Measure("gap_before", gap)
            yield Progress(done, merges, "merges")
        if done < merges and (pair := most_frequent(learnt_from, tokens_of)):
            made.append(pair)
            tokens_of = {piece: merge(tokens, pair) for piece, tokens in tokens_of.items()}

    yield Measure("gap", gap)
    for language, its in measured.items():
        yield Measure(f"{language}_characters", len("".join(its)) / length(its, tokens_of))
    yield Measure("russian_merges", sum(is_russian(a + b) for a, b in made) / len(made))
    yield Measure("your_tokens", length(pieces([text]), tokens_of))
    shown = {"your text": text, "English, unseen": english[0], "Russian, unseen": russian[0]}
    cut = {what: [token for piece in pieces([words]) for token in tokens_of[piece]] for what, words in shown.items()}
    yield Table("cut", ("", "cut into"), [(what, " ".join(map(name, tokens))) for what, tokens in cut.items()])
    first = [(str(n), name(a), name(b)) for n, (a, b) in enumerate(made[:FIRST], 1)]
    yield Table("first", ("merge", "left", "right"), first)


def most_frequent(learnt_from: Mapping[str, int], tokens_of: Mapping[str, Tokens]) -> Pair | None:
    """The pair of neighbouring tokens met most often, the first of equals; None once each piece is one token."""
    met = Counter[Pair]()
    for piece, times in learnt_from.items():
        for pair in pairwise(tokens_of[piece]):
            met[pair] += times
    return max(met, key=met.__getitem__, default=None)


def merge(tokens: Tokens, pair: Pair) -> Tokens:
    """`tokens` with each `pair` made one, from left to right."""
    if pair[0] not in tokens or pair[1] not in tokens:
        return tokens
    out, at = [], 0
    while at < len(tokens):
        found = tokens[at : at + 2] == pair
        out.append(tokens[at] + tokens[at + 1] if found else tokens[at])
        at += 2 if found else 1
    return tuple(out)


def begin(piece: str, start: str) -> Tokens:
    if start == "characters":
        return tuple(character.encode() for character in piece)
    return tuple(bytes([byte]) for byte in piece.encode())


def pieces(texts: Iterable[str]) -> list[str]:
    return [piece for text in texts for piece in PIECE.findall(text)]


def length(its: Iterable[str], tokens_of: Mapping[str, Tokens]) -> int:
    return sum(len(tokens_of[piece]) for piece in its)


def is_russian(token: bytes) -> bool:
    """Whether it holds a Cyrillic letter, or the first byte of one."""
    return b"\xd0" in token or b"\xd1" in token


def name(token: bytes) -> str:
    """Its characters, a space as ␣; where they are no whole letters, its bytes."""
    try:
        return token.decode().replace(" ", "␣")
    except UnicodeDecodeError:
        return f"<{token.hex()}>"


SENTENCES = """
The cat sleeps on the warm window sill. | Кошка спит на тёплом подоконнике.
The dog sleeps under the old table. | Собака спит под старым столом.
My brother lives in a small town by the sea. | Мой брат живёт в маленьком городе у моря.
My sister lives in a big house in the city. | Моя сестра живёт в большом доме в городе.
We live in a small house near the forest. | Мы живём в маленьком доме возле леса.
The children are playing in the garden behind the house. | Дети играют в саду за домом.
The children went to school in the morning. | Дети утром пошли в школу.
In the evening we read a book to the children. | Вечером мы читаем детям книгу.
She is reading a new book about the sea. | Она читает новую книгу о море.
He wrote a long letter to his mother. | Он написал длинное письмо своей матери.
She wrote him a short letter. | Она написала ему короткое письмо.
Yesterday it rained all day. | Вчера весь день шёл дождь.
Tomorrow there will be snow in the mountains. | Завтра в горах будет снег.
Today the weather is good and the sky is clear. | Сегодня хорошая погода и ясное небо.
It was a cold winter and the river was frozen. | Была холодная зима, и река замёрзла.
In summer the days are long and the nights are short. | Летом дни длинные, а ночи короткие.
In winter the nights are long and cold. | Зимой ночи длинные и холодные.
The train leaves at seven in the morning. | Поезд отправляется в семь часов утра.
The train was late and we waited at the station. | Поезд опоздал, и мы ждали на вокзале.
The bus stops in front of the school. | Автобус останавливается перед школой.
We bought bread, milk and apples at the market. | Мы купили на рынке хлеб, молоко и яблоки.
My mother bakes bread every morning. | Моя мать печёт хлеб каждое утро.
The bread is fresh and the milk is cold. | Хлеб свежий, а молоко холодное.
He drinks tea and she drinks coffee. | Он пьёт чай, а она пьёт кофе.
Would you like tea or coffee? | Вы хотите чай или кофе?
Where is the nearest station? | Где находится ближайший вокзал?
How much does this book cost? | Сколько стоит эта книга?
This house is older than our school. | Этот дом старше нашей школы.
The old man sat by the window and looked at the street. | Старик сидел у окна и смотрел на улицу.
The young woman opened the window. | Молодая женщина открыла окно.
He closed the door and went down the street. | Он закрыл дверь и пошёл по улице.
The door was open, but nobody was at home. | Дверь была открыта, но дома никого не было.
Nobody knows where he lives now. | Никто не знает, где он сейчас живёт.
I do not know what he wanted to say. | Я не знаю, что он хотел сказать.
I know that she is working today. | Я знаю, что она сегодня работает.
She works in a hospital in the centre of the city. | Она работает в больнице в центре города.
My father worked in a factory for many years. | Мой отец много лет работал на заводе.
The doctor said that the child is healthy. | Врач сказал, что ребёнок здоров.
The teacher asked a difficult question. | Учитель задал трудный вопрос.
The answer was short and clear. | Ответ был коротким и ясным.
The students wrote down the answer. | Студенты записали ответ.
The teacher explained the new words to the students. | Учитель объяснил студентам новые слова.
Every word has its own history. | У каждого слова есть своя история.
This language has many long words. | В этом языке много длинных слов.
She speaks three languages and learns a fourth. | Она говорит на трёх языках и учит четвёртый.
He learns the language of his grandmother. | Он учит язык своей бабушки.
My grandmother told us an old story. | Моя бабушка рассказала нам старую историю.
It is a story about a king and his three sons. | Это история о короле и трёх его сыновьях.
The king gave his youngest son a horse. | Король дал младшему сыну коня.
The horse was white and very fast. | Конь был белый и очень быстрый.
A white bird flew over the forest. | Белая птица летела над лесом.
The birds fly to the south in autumn. | Осенью птицы улетают на юг.
In spring the birds come back to the forest. | Весной птицы возвращаются в лес.
There are many fish in this river. | В этой реке много рыбы.
The fishermen went out to sea at night. | Рыбаки ночью вышли в море.
The ship came back to the harbour in the morning. | Корабль утром вернулся в гавань.
The wind is strong today and the sea is grey. | Сегодня сильный ветер, и море серое.
The road goes through the forest to the river. | Дорога идёт через лес к реке.
The bridge over the river is very old. | Мост через реку очень старый.
They built a new bridge last year. | В прошлом году построили новый мост.
The new school was built three years ago. | Новую школу построили три года назад.
There is a large park in the centre of the city. | В центре города есть большой парк.
People are walking in the park with their children. | Люди гуляют в парке со своими детьми.
Many people live in this city. | В этом городе живёт много людей.
Many people work from home today. | Сегодня многие люди работают из дома.
The city is quiet in the early morning. | Рано утром в городе тихо.
At night you can see the stars over the mountains. | Ночью над горами видны звёзды.
The moon was bright and the forest was quiet. | Луна была яркой, а лес тихим.
We sat by the fire and sang old songs. | Мы сидели у костра и пели старые песни.
He sings well, but he does not play the piano. | Он хорошо поёт, но не играет на пианино.
She plays the piano every evening. | Она играет на пианино каждый вечер.
The music was beautiful and sad. | Музыка была красивой и грустной.
We saw a good film yesterday evening. | Вчера вечером мы посмотрели хороший фильм.
The film was long, but very good. | Фильм был длинным, но очень хорошим.
I read this book many years ago. | Я читал эту книгу много лет назад.
This question has no simple answer. | На этот вопрос нет простого ответа.
The machine reads the text and counts the words. | Машина читает текст и считает слова.
The machine does not know what the words mean. | Машина не знает, что значат слова.
The text is cut into small pieces. | Текст разрезают на маленькие кусочки.
Each piece is given its own number. | Каждый кусочек получает свой номер.
The same story is longer in another language. | Та же история на другом языке длиннее.
Whoever writes in another language pays more. | Кто пишет на другом языке, платит больше.
The price depends on the length of the text. | Цена зависит от длины текста.
A good translator knows both languages. | Хороший переводчик знает оба языка.
The translation was finished in the evening. | Перевод был закончен вечером.
He asked me whether I had time. | Он спросил меня, есть ли у меня время.
I have no time today, but tomorrow I will come. | Сегодня у меня нет времени, но завтра я приду.
We will meet tomorrow in front of the station. | Мы встретимся завтра перед вокзалом.
Our friends came to us from another city. | Наши друзья приехали к нам из другого города.
My friend bought a house near the sea. | Мой друг купил дом возле моря.
The house has a red roof and white walls. | У дома красная крыша и белые стены.
The apples in our garden are red and sweet. | Яблоки в нашем саду красные и сладкие.
The old tree in the garden has no leaves. | На старом дереве в саду нет листьев.
The leaves are yellow and it is getting cold. | Листья жёлтые, и становится холодно.
He put on a warm coat and went to the forest. | Он надел тёплое пальто и пошёл в лес.
It was dark, and he did not see the road. | Было темно, и он не видел дороги.
"""
