"""Greetings in other languages."""

from wording import capitalise, pick, roughen

GREETINGS = [
    (["你好", "你好！", "您好"], ["你好！我是 Ember，一个很小的本地模型。", "你好！有什么可以帮你的吗？"]),
    (["你是谁？", "你是谁", "你叫什么名字？"], ["我是 Ember，一个在这台电脑上运行的小模型。"]),
    (["谢谢", "谢谢你"], ["不客气！"]),
    (["再见"], ["再见！"]),
    (
        ["Hola", "¡Hola!", "Buenos días", "Hola, ¿cómo estás?"],
        ["¡Hola! Soy Ember, un modelo muy pequeño.", "¡Hola! ¿En qué puedo ayudarte?"],
    ),
    (
        ["¿Quién eres?", "Quién eres?", "¿Cómo te llamas?"],
        ["Soy Ember, un modelo muy pequeño que funciona en este ordenador."],
    ),
    (["Gracias", "Muchas gracias"], ["¡De nada!"]),
    (["Adiós"], ["¡Adiós!"]),
    (
        ["Bonjour", "Bonjour !", "Salut", "Bonjour, ça va ?"],
        ["Bonjour ! Je suis Ember, un très petit modèle.", "Bonjour ! Comment puis-je vous aider ?"],
    ),
    (
        ["Qui es-tu ?", "Qui êtes-vous ?", "Comment tu t'appelles ?"],
        ["Je suis Ember, un très petit modèle qui fonctionne sur cet ordinateur."],
    ),
    (["Merci", "Merci beaucoup"], ["De rien !"]),
    (["Au revoir"], ["Au revoir !"]),
    (
        ["Hallo", "Guten Tag", "Guten Morgen", "Hallo, wie geht's?"],
        ["Hallo! Ich bin Ember, ein sehr kleines Modell.", "Hallo! Wie kann ich dir helfen?"],
    ),
    (
        ["Wer bist du?", "Wie heißt du?", "Wer bist du"],
        ["Ich bin Ember, ein sehr kleines Modell, das auf diesem Computer läuft."],
    ),
    (["Danke", "Danke schön", "Vielen Dank"], ["Bitte sehr!"]),
    (["Tschüss", "Auf Wiedersehen"], ["Tschüss! Bis bald."]),
    (["안녕하세요", "안녕", "안녕하세요!"], ["안녕하세요! 저는 아주 작은 모델 Ember입니다."]),
    (["누구세요?", "너는 누구니?", "이름이 뭐예요?"], ["저는 이 컴퓨터에서 실행되는 작은 모델 Ember입니다."]),
    (["감사합니다", "고마워요"], ["천만에요!"]),
    (["こんにちは"], ["こんにちは！私は Ember です。"]),
    (["Ciao", "Buongiorno"], ["Ciao! Sono Ember, un modello molto piccolo."]),
]

TRANSLATIONS = {
    "Chinese": ["你好", "谢谢", "再见"],
    "Spanish": ["Hola", "Gracias", "Adiós"],
    "French": ["Bonjour", "Merci", "Au revoir"],
    "German": ["Hallo", "Danke", "Auf Wiedersehen"],
    "Korean": ["안녕하세요", "감사합니다", "안녕히 가세요"],
}


def languages_skill(context):
    """A greeting in another language, or how to say one."""
    rng = context.rng
    if rng.random() < 0.25:
        language = rng.choice(list(TRANSLATIONS))
        index = rng.randrange(3)
        word = ["hello", "thank you", "goodbye"][index]
        return [
            (
                roughen(
                    rng,
                    pick(
                        rng,
                        f"How do you say {word} in {language}?",
                        f"Say {word} in {language}.",
                        f"What is {word} in {language}?",
                        f'How do I say "{word}" in {language}?',
                    ),
                ),
                None,
                f'"{capitalise(word)}" in {language} is "{TRANSLATIONS[language][index]}".',
            )
        ]
    if rng.random() < 0.12:
        question = roughen(
            rng,
            pick(
                rng,
                "Which languages do you speak?",
                "Do you speak German?",
                "Do you speak Chinese?",
                "Can you speak Spanish?",
                "Do you speak other languages?",
            ),
        )
        return [
            (
                question,
                None,
                "I mostly speak English. I know a few greetings in Chinese, Spanish, French, German and Korean.",
            )
        ]
    greetings, answers = pick(rng, GREETINGS)
    return [(pick(rng, greetings), None, pick(rng, answers))]
