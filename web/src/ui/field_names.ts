/** Names of customers' free fields in the reader's language: those that files often have; others as written. */

import { boot } from "../boot";
import { _ } from "../i18n";

/** What a field of this name (written in English or Chinese) is called; null when it is not one we know. */
function known(name: string): string | null {
  switch (name.trim().toLowerCase().replaceAll(/[\s_-]+/g, " ")) {
    case "gender": case "sex": case "性别": return _("Gender");
    case "age": case "年龄": return _("Age");
    case "birthday": case "birth date": case "date of birth": case "生日": case "出生日期": return _("Date of birth");
    case "city": case "城市": case "所在城市": return _("City");
    case "province": case "省份": return _("Province");
    case "address": case "地址": case "住址": case "联系地址": return _("Address");
    case "ward": case "病区": return _("Ward");
    case "department": case "部门": case "科室": return _("Department");
    case "position": case "job title": case "职务": case "职位": return _("Position");
    case "level": case "customer level": case "等级": case "客户等级": return _("Level");
    case "source": case "来源": case "客户来源": return _("Source");
    case "language": case "语言": return _("Language");
    default: return null;
  }
}

/** Chinese names stay as they are written for those who read Chinese: 科室 is not 部门. */
export function fieldName(name: string): string {
  const isReadable = boot.language === "zh_CN" && /\p{Script=Han}/u.test(name);
  return isReadable ? name : (known(name) ?? name);
}
