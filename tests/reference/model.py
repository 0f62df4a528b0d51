"""The reference model: a world of ordinary objects, and the schedule of its day as one visible list."""

from __future__ import annotations

from sim.agents.mesa_api import Model
from sim.agents.own_policy import Decider
from sim.birth import give_birth
from sim.kernels.codes import CONTACTS
from sim.platform import build_platform
from sim.population import Population
from sim.scenario.policy_file import read_policies
from sim.scenario.schema import Scenario
from tests.reference.answering import send
from tests.reference.asking import Question
from tests.reference.channels import Channel, Elsewhere
from tests.reference.community import CommunityWork
from tests.reference.complaint import Complaint, complaints_among, public_among
from tests.reference.consumer import Consumer
from tests.reference.contact import Contact, ContactBook
from tests.reference.diary import Diary
from tests.reference.fading import fade, turn_window
from tests.reference.friends import hear_words, words_in_the_air
from tests.reference.ideas import Idea, look_into, pay_staff_for_ideas, perhaps_send_idea
from tests.reference.ledger import Ledger
from tests.reference.luck import Luck
from tests.reference.pace import Pace
from tests.reference.page import Page, Post
from tests.reference.planning import Outlook
from tests.reference.platforms import Platform
from tests.reference.reports import Report
from tests.reference.retailer import Retailer
from tests.reference.shelf import Shelf
from tests.reference.shopping import Trip, count_first_choices, queue_up, serve
from tests.reference.supplier import Supplier
from tests.reference.tailored import compare_prices
from tests.reference.words import Word


class ReferenceModel(Model):  # type: ignore[misc]
    """A world that lives one day at each `step`.

    Attributes
    ----------
    rules
        The scenario.
    posts, trips, complaints_today, questions_today
        Today's events.
    said_today, said_yesterday
        Words: those of yesterday are heard today.
    contacts
        Complaints and questions that wait, or can still be seen.
    elsewhere, channels
        Store, phone and e-mail; and all channels on which a retailer can be reached.
    reports_under_way, ideas_under_way
        To suppliers.
    pace
        Of everybody's needs.
    """

    def __init__(self, scenario: Scenario, seed: int) -> None:
        super().__init__(rng=seed)
        self.rules = scenario
        self.day = 0
        self.luck = Luck(seed)
        self.ledger = Ledger()
        self.contacts = ContactBook()
        self.said_today: list[Word] = []
        self.reports_under_way: list[Report] = []
        self.ideas_under_way: list[Idea] = []
        self.pace = Pace(scenario.market, self.luck)
        self.diary = Diary(self)
        self._people_the_world(seed)
        self._set_the_shelves()
        self._open_accounts()
        for supplier in self.suppliers:
            supplier.found()
        for retailer in self.retailers:
            retailer.open_shop()

    def step(self) -> None:
        """Live one day."""
        self.begin_day()

        self.consumers_get_used_to_what_there_is()
        self.suppliers_deliver()
        self.suppliers_read_reports_and_answer()
        self.suppliers_improve_and_innovate()
        self.suppliers_look_into_ideas()
        self.retailers_begin_work()
        self.retailers_set_prices()
        self.retailers_post()
        self.consumers_see_the_feed()
        self.consumers_hear_friends()
        self.consumers_shop()
        self.consumers_judge()  # … complain, tell friends, leave quietly
        self.consumers_ask()
        self.customers_have_ideas()
        self.desks_answer()
        self.retailers_order()
        self.suppliers_make()
        self.retailers_keep_books()
        self.suppliers_pay_for_innovation()
        self.pages_settle()
        self.staff_settle()
        self.promotions_fatigue_and_purchases_fade()

        self.diary.note_the_day()
        self.contacts.forget(self.day)
        self.retention_window_ends()
        self.day += 1

    # --------------------------------------------------------------------------- the day, in order

    def begin_day(self) -> None:
        """Nothing has happened today, and what was said yesterday is in the air."""
        self.luck.day = self.day
        self.pace.begin_day()
        self.posts: list[Post] = []
        self.trips: list[Trip] = []
        self.complaints_today: list[Complaint] = []
        self.questions_today: list[Question] = []
        self.said_yesterday, self.said_today = self.said_today, []
        self.needs_today = 0
        for retailer in self.retailers:
            retailer.begin_day()
            retailer.technology.begin_day()
            retailer.desk.begin_day()
        for supplier in self.suppliers:
            supplier.begin_day()
        for shelf in self.shelves:
            shelf.begin_day()
        for page in self.pages:
            page.begin_day()
            page.show(public_among(self.contacts.in_turn))

    def consumers_get_used_to_what_there_is(self) -> None:
        """What stays as it is feels a little worse."""
        for supplier in self.suppliers:
            supplier.feel_worse(self.rules.market.standard_growth / 365.0)

    def suppliers_deliver(self) -> None:
        """Goods that are due arrive."""
        for supplier in self.suppliers:
            supplier.deliver()

    def suppliers_read_reports_and_answer(self) -> None:
        """Reports that are due are read, and their writers get an answer."""
        due = [report for report in self.reports_under_way if report.due <= self.day]
        self.reports_under_way = [report for report in self.reports_under_way if report.due > self.day]
        for report in due:
            report.supplier.read(report)
            report.hear_answer()

    def suppliers_improve_and_innovate(self) -> None:
        """On review days a cause of defects is mended, and a better product tried."""
        for supplier in self.suppliers:
            supplier.improve()
            supplier.innovate()

    def suppliers_look_into_ideas(self) -> None:
        """Ideas that are due reach their supplier."""
        due = [idea for idea in self.ideas_under_way if idea.due <= self.day]
        self.ideas_under_way = [idea for idea in self.ideas_under_way if idea.due > self.day]
        look_into(self, due)

    def retailers_begin_work(self) -> None:
        """The four Ps, ties with collaborators and joint projects are seen to."""
        for retailer in self.retailers:
            retailer.begin_work()

    def retailers_set_prices(self) -> None:
        """Prices are set by all at once: nobody sees those of the others before."""
        chosen = [retailer.set_price() for retailer in self.retailers]
        for retailer, (price, discount) in zip(self.retailers, chosen, strict=True):
            retailer.price = price
            retailer.discount = discount

    def retailers_post(self) -> None:
        """Every account posts what is due."""
        for retailer in self.retailers:
            self.posts += retailer.post()

    def consumers_see_the_feed(self) -> None:
        """Everybody sees the posts of the accounts that they follow."""
        for consumer in self.consumers:
            consumer.see_feed()

    def consumers_hear_friends(self) -> None:
        """What was said yesterday is heard, platform by platform."""
        words = words_in_the_air(self)
        for platform in self.platforms:
            hear_words(words, platform, self)

    def consumers_shop(self) -> None:
        """Whoever needs something goes shopping; long queues and short shelves send some home; then friends compare."""
        for consumer in self.consumers:
            trip = consumer.shop()
            if trip is not None:
                self.trips.append(trip)
        queue_up(self, self.trips)
        count_first_choices(self.trips)
        serve(self, self.trips)
        compare_prices(self, self.trips)

    def consumers_judge(self) -> None:
        """Everybody who went shopping makes up their mind about it."""
        for trip in self.trips:
            trip.consumer.judge(trip)

    def consumers_ask(self) -> None:
        """Some of those who bought something have a routine question."""
        for trip in self.trips:
            question = trip.consumer.ask(trip)
            if question is not None:
                self.questions_today.append(question)

    def customers_have_ideas(self) -> None:
        """Some of those who bought today send an idea, and staff read it."""
        for trip in self.trips:
            perhaps_send_idea(trip)
        for retailer in self.retailers:
            pay_staff_for_ideas(retailer)

    def desks_answer(self) -> None:
        """Staff read what came in today, work through their queues, answer, and pass on to suppliers."""
        for complaint in sorted(self.complaints_today, key=lambda complaint: (complaint.opened, complaint.number)):
            complaint.retailer.desk.decide(complaint)
        for question in self.questions_today:
            question.retailer.desk.decide(question)
        today: list[Contact] = [*self.complaints_today, *self.questions_today]
        for contact in today:
            contact.retailer.desk.take_in(contact)
        self.contacts.add(today)
        for retailer in self.retailers:
            retailer.desk.hold_back()
            retailer.desk.work()
        for contact in self.contacts.waiting():
            send(contact)
        for complaint in complaints_among(self.contacts.in_turn):
            complaint.retailer.desk.pass_on(complaint)

    def retailers_order(self) -> None:
        """Retailers learn what was wanted today, and order."""
        for retailer in self.retailers:
            retailer.learn()
            retailer.order()

    def suppliers_make(self) -> None:
        """Suppliers make and ship what their capacity allows."""
        for supplier in self.suppliers:
            supplier.make()

    def retailers_keep_books(self) -> None:
        """Money and goods of the day change hands on paper."""
        for retailer in self.retailers:
            retailer.keep_books()

    def suppliers_pay_for_innovation(self) -> None:
        """What they and retailers give for better goods is spent."""
        for supplier in self.suppliers:
            supplier.pay_for_innovation()

    def pages_settle(self) -> None:
        """The tone of every page, and every retailer's goodwill, take in what happened today."""
        tones = [page.tone_tonight() for page in self.pages]
        for page, tone in zip(self.pages, tones, strict=True):
            page.tone = tone  # all at once: the tone of a page colours the words of staff on the others
        for retailer in self.retailers:
            retailer.community.settle()

    def staff_settle(self) -> None:
        """The staff of every desk learn, forget and tire by what they did today."""
        for retailer in self.retailers:
            retailer.staff.settle()

    def promotions_fatigue_and_purchases_fade(self) -> None:
        """Time passes."""
        for consumer in self.consumers:
            for tie in consumer.tie.values():
                fade(tie, self.rules)

    def retention_window_ends(self) -> None:
        """Windows are laid so that the last day of the run ends one; a short run has two halves.

        Before a window is turned, it is noted how the segments of consumers stand.
        """
        window = self.rules.finance.retention_window_days
        if self.rules.days < 2 * window:
            window = max(self.rules.days // 2, 1)
        if (self.rules.days - (self.day + 1)) % window == 0:
            for retailer in self.retailers:
                retailer.segments.note_standing(retailer)
            for consumer in self.consumers:
                for tie in consumer.tie.values():
                    turn_window(tie)

    # --------------------------------------------------------------------- what all agents look up

    @property
    def thousands(self) -> float:
        """Consumers in thousands: what "per 1,000 consumers" is multiplied by."""
        return len(self.consumers) / 1000.0

    def per_thousand(self, amount: int) -> int:
        """An amount of money per 1,000 consumers as a whole amount for this world."""
        return amount * len(self.consumers) // 1000

    def expected_demand_of_a_shelf(self) -> float:
        """Units a day that all expect of each shelf before the first day."""
        people = self.rules.consumers
        return people.count * people.shop_rate * people.basket_units / len(self.shelves)

    def platform_of_talk(self) -> Platform:
        """Words said face to face travel on the ties of the first Facebook-like platform, else of the first one."""
        friendly = [platform for platform in self.platforms if platform.rules.kind == "facebook"]
        return (friendly or self.platforms)[0]

    def friends_of(self, consumer: Consumer) -> list[Consumer]:
        """Those whom a consumer meets: who is tied to it where words said face to face travel."""
        return [self.consumers[number] for number in self.platform_of_talk().hearers[consumer.number]]

    def say(self, word: Word) -> None:
        """Tell others something; they hear it tomorrow."""
        self.said_today.append(word)

    # ------------------------------------------------------------------------------------ the start

    def _people_the_world(self, seed: int) -> None:
        """Consumers and networks are drawn as for the engine: what is written anew is what happens in a day."""
        scenario = self.rules
        count = scenario.consumers.count
        generated = [
            build_platform(number, name, spec, count, seed)
            for number, (name, spec) in enumerate(scenario.platforms.items())
        ]
        born = Population(count, len(scenario.retailers))
        give_birth(born, scenario, generated, seed)
        self.platforms = [Platform(platform) for platform in generated]
        self.elsewhere = [Elsewhere(number, scenario) for number in range(len(CONTACTS))]
        self.channels: list[Channel] = [*self.platforms, *self.elsewhere]
        self.suppliers = [Supplier(self, s, name) for s, name in enumerate(scenario.suppliers)]
        self.retailers = [Retailer(self, r, name) for r, name in enumerate(scenario.retailers)]
        self.focal = self.retailers[list(scenario.retailers).index(scenario.focal)]
        self.consumers = [Consumer(self, born, i) for i in range(count)]
        files = read_policies([scenario])
        for retailer in self.retailers:
            if retailer.firm.policy is not None:
                retailer.decider = Decider(files[retailer.firm.policy], count)

    def _set_the_shelves(self) -> None:
        """Each retailer sells the products of its suppliers."""
        self.shelves: list[Shelf] = []
        for retailer in self.retailers:
            sold = self.rules.suppliers_of(retailer.name)
            for supplier in self.suppliers:
                if supplier.name in sold:
                    shelf = Shelf(len(self.shelves), retailer, supplier)
                    self.shelves.append(shelf)
                    retailer.shelves.append(shelf)
        for shelf in self.shelves:
            shelf.supplier.outlooks.append(Outlook(shelf))

    def _open_accounts(self) -> None:
        """Each retailer has an account on the platforms that the scenario says, and those follow it who do at birth."""
        self.pages: list[Page] = []
        for retailer in self.retailers:
            open_on = self.rules.accounts_of(retailer.name)
            for platform in self.platforms:
                if platform.name in open_on:
                    page = Page(len(self.pages), retailer, platform)
                    page.followers = sum(consumer.follows(page) for consumer in self.consumers)
                    self.pages.append(page)
                    retailer.pages[platform] = page
            retailer.community = CommunityWork(retailer)
