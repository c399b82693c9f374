"""授权委托书: required by the notices of 2020, layout and sentences ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from models.customer import check_credit_code, check_id_number
from models.forms.fields import Clause, Field, Form, Signatures, Statement, rule
from models.problems import Problem


@dataclass(frozen=True, kw_only=True)
class ProxyLetter(Form):
    """The customer lets somebody act for it, in what and until when."""

    code = "PROXY"
    title = "授权委托书"
    stage = "accept"
    done_on = "signed_on"
    prefill = {
        "principal": "customer_name", "principal_no": "document_no", "agent": "agent", "agent_id": "agent_id", "agent_phone": "agent_phone",
        "address": "address", "valid_from": "today", "signed_on": "today",
    }  # fmt: skip
    gives = {"agent": "agent", "agent_id": "agent_id", "agent_phone": "agent_phone"}
    rows = (
        Clause(
            "委托人{principal}（证件号码{principal_no}），现委托{agent}（身份证号码{agent_id}，联系电话{agent_phone}，"
            "与委托人的关系{relation}）作为代理人，就位于{address}的用电事宜，代为办理下列事项：{matters}。"
        ),
        Clause("代理人在上述权限内提交的资料、签署的文件和作出的承诺，委托人均予承认，由此产生的法律后果由委托人承担。"),
        Clause("代理人无转委托权。委托期限自{valid_from}起至{valid_until}止。委托事项变更或提前终止的，委托人应及时书面通知供电企业。"),
        Clause("附：委托人和代理人身份证明复印件。签署日期：{signed_on}"),
        Signatures(("委托人签名（单位盖章）", "代理人签名")),
        Statement("提示：", ("委托人是单位的，加盖单位公章并由法定代表人签名；是个人的，由本人签名。代理人办理时出示本人身份证原件。",)),
    )

    principal: Annotated[str, Field("委托人", private=True)]
    principal_no: Annotated[str, Field("委托人证件号码", private=True, check="document")]
    agent: Annotated[str, Field("代理人", private=True)]
    agent_id: Annotated[str, Field("代理人身份证号", private=True, check="id_number")]
    agent_phone: Annotated[str, Field("代理人电话", private=True, check="phone")]
    relation: Annotated[str, Field("与委托人的关系", hint="职工、亲属等")]
    address: Annotated[str, Field("用电地址", private=True)]
    matters: Annotated[str, Field("委托事项")] = "用电申请、签收通知和答复、签订供用电合同、参加检验和送电"
    valid_from: Annotated[date, Field("委托期限自", future=True)]
    valid_until: Annotated[date, Field("委托期限至", future=True)]
    signed_on: Annotated[date, Field("签署日期")]

    @rule
    def _term(self) -> Iterator[Problem]:
        if self.valid_until < self.valid_from:
            yield self.problem("valid_until", f"{self.valid_until} 早于起始日 {self.valid_from}，请核对")

    @rule
    def _somebody_else(self) -> Iterator[Problem]:
        if self.principal_no == self.agent_id:
            yield self.problem("agent_id", "与委托人的号码相同，请核对")

    def remarks(self) -> Iterator[Problem]:
        """Odd formats; a number that is neither a citizen's nor a firm's."""
        yield from super().remarks()
        if len(self.principal_no) == 18 and check_credit_code(self.principal_no) and check_id_number(self.principal_no, self.signed_on):
            yield self.problem("principal_no", "既不是有效的身份证号，也不是有效的统一社会信用代码，请再核对一次")
