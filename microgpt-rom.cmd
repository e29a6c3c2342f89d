@echo off
rem microgpt-rom: compiles a text file into the verified ROM images of a tiny GPT.
rem Builds the project on first use, then runs it. Needs a JDK 17 or later.
rem Delete cli\target\built to build again after a change.
setlocal
set "root=%~dp0"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
if not exist "%root%cli\target\built" (
  echo microgpt-rom: building ^(the first time fetches about 200 MB from Maven Central^) ... 1>&2
  pushd "%root%"
  call mvnw.cmd -q -B -DskipTests package 1>&2 || (popd & echo microgpt-rom: the build failed 1>&2 & exit /b 3)
  popd
  type nul > "%root%cli\target\built"
)
set "modules="
echo %* | findstr /r "engine.*vector config" >nul && set "modules=--add-modules jdk.incubator.vector"
"%java%" %modules% %MICROGPT_ROM_JAVA_OPTS% -jar "%root%cli\target\microgpt-rom.jar" %*
exit /b %ERRORLEVEL%
